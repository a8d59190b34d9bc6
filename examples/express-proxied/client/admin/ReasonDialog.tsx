import { useEffect, useRef, type FormEvent } from "react";

interface Props {
  name: string;
  cancel: () => void;
  turnOff: (reason: string) => void;
}

/** Asks why, before somebody loses the chat. */
export function ReasonDialog({ name, cancel, turnOff }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    turnOff(String(new FormData(event.currentTarget).get("reason")).trim());
  }

  return (
    <dialog ref={dialog} aria-labelledby="reason-title" onCancel={cancel}>
      <form onSubmit={submit}>
        <h2 id="reason-title">Turn chat off for {name}?</h2>
        <p>The chat button goes at once. What was written stays.</p>
        <label>
          Reason (optional)
          <input name="reason" maxLength={200} autoFocus />
        </label>
        <div className="actions">
          <button type="button" className="quiet" onClick={cancel}>Cancel</button>
          <button>Turn off</button>
        </div>
      </form>
    </dialog>
  );
}
