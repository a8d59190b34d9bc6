import { useState, type FormEvent } from "react";
import { logIn } from "./account.ts";
import { show, Top } from "./page.tsx";

function Login() {
  const [error, setError] = useState<string>();

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setError(await logIn(String(form.get("name")), String(form.get("password"))));
  }

  return (
    <>
      <Top />
      <main className="login">
        <form className="card" onSubmit={(event) => void submit(event)}>
          <h1>Log in</h1>
          <label>
            Name
            <input name="name" autoComplete="username" autoCapitalize="none" required autoFocus />
          </label>
          <label>
            Password
            <input name="password" type="password" autoComplete="current-password" required />
          </label>
          {error && <p role="alert">{error}</p>}
          <button>Log in</button>
        </form>
      </main>
    </>
  );
}

show(<Login />);
