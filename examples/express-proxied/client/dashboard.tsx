import { useEffect, useState } from "react";
import { ask, type Person } from "./account.ts";
import { show, Top } from "./page.tsx";

const PAYMENTS = [
  { to: "Green Grocer", on: "2 March", amount: -42.8 },
  { to: "Salary", on: "28 February", amount: 2310 },
  { to: "City Energy", on: "26 February", amount: -88.15 },
  { to: "Book Corner", on: "24 February", amount: -19.9 },
];

const money = new Intl.NumberFormat("en", { style: "currency", currency: "EUR" });

/** A page as any application has one. The chat is not in here: its tag is in `dashboard.html`. */
function Dashboard() {
  const [person, setPerson] = useState<Person>();
  useEffect(() => void ask<Person>("me").then(setPerson), []);

  return (
    <>
      <Top person={person} />
      <main>
        <h1>{person ? `Hello, ${person.name.split(" ")[0]}` : "\u00A0"}</h1>
        <section className="card balance" aria-labelledby="balance">
          <h2 id="balance">Balance</h2>
          <p>{money.format(4821.35)}</p>
        </section>
        <section className="card" aria-labelledby="payments">
          <h2 id="payments">Last payments</h2>
          <ul className="payments">
            {PAYMENTS.map(({ to, on, amount }) => (
              <li key={to}>
                <span>{to}</span>
                <small>{on}</small>
                <b className={amount > 0 ? "in" : "out"}>{money.format(amount)}</b>
              </li>
            ))}
          </ul>
        </section>
      </main>
    </>
  );
}

show(<Dashboard />);
