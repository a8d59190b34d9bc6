import { useState } from "react";
import { setActive, type Account } from "../account.ts";

/** Whether somebody may log in at all: who may not is out of the chat at once. */
export function Access({ account }: { account: Account }) {
  const [isActive, setIsActive] = useState(account.active);
  const [error, setError] = useState<string>();
  const word = isActive ? "Deactivate" : "Reactivate";

  async function change() {
    try {
      await setActive(account.id, !isActive);
      setIsActive(!isActive);
      setError(undefined);
    } catch (refused) {
      setError((refused as Error).message);
    }
  }

  return (
    <>
      <button className="quiet" aria-label={`${word} ${account.name}`} onClick={() => void change()}>
        {word}
      </button>
      {error && <span role="alert">{error}</span>}
    </>
  );
}
