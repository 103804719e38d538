//! Known addresses of an account: logins from other addresses are limited, to slow down guessing.

use std::net::IpAddr;

use burgrave_store::{LoginRecord, Reader};

use crate::application::{App, ClientInfo};
use crate::fault::Fault;

/// How many bytes of an address of IPv6 name the network of a machine.
const NETWORK_BYTES: usize = 8;

/// The account of this address for mail. A login from where none of its keys was used is counted first,
/// whether there is such an account or not.
///
/// # Errors
/// `TooManyLogins`; the storage's.
pub(super) async fn account(
    app: &App,
    client: &ClientInfo,
    email: String,
) -> Result<Option<LoginRecord>, Fault> {
    let asked = email.clone();
    let read = move |reader: Reader| async move {
        let found = reader.login_by_email(&asked).await?;
        let addresses = match &found {
            Some(found) => reader.addresses_of_keys(found.user.id).await?,
            None => vec![],
        };
        Ok::<_, Fault>((found, addresses))
    };
    let (found, addresses) = app.store().read(read).await?;
    let is_known = addresses.iter().any(|address| same_machine(address, &client.address));
    match app.accounts().filter(|_| !is_known).and_then(|accounts| accounts.count(&email)) {
        Some(wait) => Err(Fault::TooManyLogins { wait }),
        None => Ok(found),
    }
}

/// Whether both addresses are of one machine: of IPv6 it has a /64.
fn same_machine(known: &str, client: &str) -> bool {
    match (known.parse(), client.parse()) {
        (Ok(IpAddr::V6(known)), Ok(IpAddr::V6(client))) => {
            known.octets()[..NETWORK_BYTES] == client.octets()[..NETWORK_BYTES]
        }
        _ => known == client,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_is_an_address_or_its_network() {
        assert!(same_machine("192.0.2.1", "192.0.2.1") && !same_machine("192.0.2.1", "192.0.2.2"));
        assert!(
            same_machine("2001:db8::1", "2001:db8::2") && !same_machine("2001:db8::1", "2001:db8:0:1::1")
        );
        assert!(!same_machine("", "192.0.2.1"));
    }
}
