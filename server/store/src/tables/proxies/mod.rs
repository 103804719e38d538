//! Workspace proxies: places beside the server itself from which workspaces can be reached.

mod crypto_keys;
mod proxy_replicas;
mod workspace_proxies;

pub use crypto_keys::{CryptoKeyRecord, NewCryptoKey};
pub use proxy_replicas::{NewProxyReplica, ProxyReplicaRecord};
pub use workspace_proxies::{
    NewWorkspaceProxy, ProxyFinding, ProxyPlace, ProxySecret, WorkspaceProxyRecord, WorkspaceProxyUpdate,
};
