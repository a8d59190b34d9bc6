//! What is counted.

use http::header;
use http_body_util::BodyExt as _;
use serde_json::Value;

use crate::{
    Outcome,
    stage::{Stage, whole},
};

/// So many messages were missed by those who resume, and are on the page that somebody gets.
const MISSED: u32 = 10;

/// In this order.
pub(crate) const ALL: [Part; 5] =
    [Part::Send, Part::PollUnchanged, Part::PollPage, Part::ResumeCustomer, Part::ResumeDesk];

/// Something that is asked again and again.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part {
    /// The customer sends a message under a client id of its own.
    Send,
    /// The customer asks for messages, and nothing has changed.
    PollUnchanged,
    /// The customer asks for the newest ten messages and gets them.
    PollPage,
    /// The customer's stream begins again, ten messages later.
    ResumeCustomer,
    /// An agent's stream begins again, ten messages later.
    ResumeDesk,
}

impl Part {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Send => "send",
            Self::PollUnchanged => "poll_unchanged",
            Self::PollPage => "poll_page",
            Self::ResumeCustomer => "resume_customer",
            Self::ResumeDesk => "resume_desk",
        }
    }

    /// What must be there before; answers the tag or the cursor that is sent along.
    pub(crate) async fn prepare(self, stage: &mut Stage) -> Outcome<String> {
        match self {
            Self::Send | Self::PollPage => Ok(String::new()),
            Self::PollUnchanged => {
                let path = format!("{}/messages", stage.session);
                let answer = stage.get(&stage.customer, &path, None).await?;
                let tag = answer.headers().get(header::ETAG).ok_or("an answer has no ETag")?;
                Ok(tag.to_str()?.to_owned())
            }
            Self::ResumeCustomer | Self::ResumeDesk => miss(stage).await,
        }
    }

    pub(crate) async fn repeat(self, stage: &mut Stage, sent: &str, times: u32) -> Outcome<()> {
        for _ in 0..times {
            match self {
                Self::Send => send(stage).await?,
                Self::PollUnchanged => {
                    let path = format!("{}/messages", stage.session);
                    let tag = Some(("if-none-match", sent));
                    whole(stage.get(&stage.customer, &path, tag).await?, 304).await?;
                }
                Self::PollPage => {
                    let path = format!("{}/messages?limit={MISSED}", stage.session);
                    whole(stage.get(&stage.customer, &path, None).await?, 200).await?;
                }
                Self::ResumeCustomer => resume(stage, &stage.customer, sent).await?,
                Self::ResumeDesk => resume(stage, &stage.agent, sent).await?,
            }
        }
        Ok(())
    }
}

async fn send(stage: &mut Stage) -> Outcome<()> {
    stage.n_sent += 1;
    let path = format!("{}/messages", stage.session);
    let body = format!(
        r#"{{"content":"Where is my parcel? I ordered it on Monday.","client_id":"count-{:08}"}}"#,
        stage.n_sent
    );
    whole(stage.post(&path, &body).await?, 201).await.map(drop)
}

/// The cursor from before ten more messages.
async fn miss(stage: &mut Stage) -> Outcome<String> {
    let status = stage.get(&stage.customer, "/chat/status", None).await?;
    let status: Value = serde_json::from_slice(&whole(status, 200).await?)?;
    let cursor = status["cursor"].as_str().ok_or("a status has no cursor")?.to_owned();
    for _ in 0..MISSED {
        send(stage).await?;
    }
    Ok(cursor)
}

/// Reads `hello` and what was missed, and goes.
async fn resume(stage: &Stage, token: &str, cursor: &str) -> Outcome<()> {
    let answer = stage.get(token, "/chat/events", Some(("last-event-id", cursor))).await?;
    if answer.status() != 200 {
        return Err(format!("a stream answers {}", answer.status()).into());
    }
    let mut stream = answer.into_body();
    for number in 0..=MISSED {
        let frame = stream.frame().await.ok_or("the stream ended")??;
        let data = frame.into_data().map_err(|_| "a stream has no trailers")?;
        let wanted: &[u8] = if number == 0 { b"event: hello" } else { b"event: message" };
        if !data.starts_with(wanted) {
            return Err(format!("a stream says {}", String::from_utf8_lossy(&data)).into());
        }
    }
    Ok(())
}
