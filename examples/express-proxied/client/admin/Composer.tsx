import { useRef, useState, type FormEvent, type KeyboardEvent } from "react";

/** Keeps what was written until it is stored; a second try is known by the same id, and stored once. */
export function Composer({ send }: { send: (content: string, clientId: string) => Promise<void> }) {
  const [text, setText] = useState("");
  const [error, setError] = useState<string>();
  const attempt = useRef({ text: "", id: "" });
  const [isSending, setSending] = useState(false);

  async function submit(event?: FormEvent) {
    event?.preventDefault();
    const content = text.trim();
    if (!content || isSending) return;
    if (attempt.current.text !== content) attempt.current = { text: content, id: crypto.randomUUID() };
    setSending(true);
    try {
      await send(content, attempt.current.id);
      attempt.current = { text: "", id: "" };
      setText("");
      setError(undefined);
    } catch (refused) {
      setError((refused as Error).message);
    } finally {
      setSending(false);
    }
  }

  function key(event: KeyboardEvent) {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void submit();
  }

  return (
    <form className="composer" onSubmit={(event) => void submit(event)}>
      {error && <p role="alert">Not sent. {error}</p>}
      <textarea
        aria-label="Message"
        placeholder="Write an answer"
        rows={1}
        maxLength={4000}
        value={text}
        readOnly={isSending}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={key}
      />
      <button disabled={isSending || !text.trim()}>Send</button>
    </form>
  );
}
