//! Lists the groups that a session may read.
//!
//! `cargo run -p burgrave-client --example groups -- http://127.0.0.1:3000 SESSION_TOKEN`

use burgrave_client::{Client, Failure};

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let (Some(url), Some(token)) = (arguments.next(), arguments.next()) else {
        return eprintln!("usage: groups URL SESSION_TOKEN");
    };
    match names(&url, &token).await {
        Ok(names) => names.iter().for_each(|name| println!("{name}")),
        Err(fault) => eprintln!("{fault}"),
    }
}

/// `organization/group` for each group, in the order of the server.
pub async fn names(url: &str, token: &str) -> Result<Vec<String>, String> {
    let client = Client::with_token(url, token).map_err(|fault| fault.to_string())?;
    let groups = client.list_groups().send().await.map_err(|fault| fault.message().to_owned())?;
    Ok(groups.iter().map(|group| format!("{}/{}", group.organization_name, group.name)).collect())
}
