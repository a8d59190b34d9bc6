// Drafts and what was not sent yet leave this browser with the person.
document.querySelector("#logout")?.addEventListener("submit", () => window.chatdesk?.logout?.());
