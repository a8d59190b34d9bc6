import { StrictMode, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { logOut, type Person } from "./account.ts";
import "./styles.css";

export function show(page: ReactNode): void {
  const root = document.getElementById("root");
  if (root) createRoot(root).render(<StrictMode>{page}</StrictMode>);
}

/** What all pages have at their top. */
export function Top({ person, children }: { person?: Person | undefined; children?: ReactNode }) {
  return (
    <header className="top">
      <strong className="brand">Payflow</strong>
      {children}
      {person && <span className="who">{person.name}</span>}
      {person && <button className="quiet" onClick={() => void logOut()}>Log out</button>}
    </header>
  );
}
