//! The HTTP interface of chatdesk: an axum router to mount under any path.
