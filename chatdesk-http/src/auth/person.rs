use chatdesk_core::{Actor, Address, ContactKind, Customer, Profile, Staff, StaffRole};

/// Somebody whom the host knows by `id`, in a role as it is written in tokens and headers; `None` for unfit ones.
pub(super) fn person(role: &str, id: &str, profile: Profile) -> Option<Actor> {
    let address = Address::of_host(id).ok()?;
    let staff = |role, name| Actor::Staff(Staff { role, id: id.to_owned(), name });
    Some(match role {
        "user" => Actor::Customer(Customer { kind: ContactKind::User, address, profile }),
        "agent" => staff(StaffRole::Agent, profile.name),
        "admin" => staff(StaffRole::Admin, profile.name),
        "host" => Actor::Host,
        _ => return None,
    })
}

/// What is shown of somebody is cut, not refused: a long name must not lock anybody out. What a host leaves empty it does
/// not know.
pub(super) fn shown(text: &str) -> Option<String> {
    let text: String = text.trim().chars().filter(|c| *c != '\0').take(256).collect();
    (!text.is_empty()).then_some(text)
}
