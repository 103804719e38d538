//! A cable between a client and a server, which a case can pull, and plug into another server: the client
//! keeps its address. With several servers at its end it is what balances the load between them.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// A cable.
pub struct Cable {
    /// Where the client finds the server.
    pub address: SocketAddr,
    /// Where the servers are; there is none while the cable is pulled.
    servers: watch::Sender<Vec<SocketAddr>>,
}

impl Cable {
    /// A cable to this server. It ends with the runtime of the case.
    pub async fn to(server: SocketAddr) -> Self {
        Self::among(vec![server]).await
    }

    /// A cable that leads to one of these servers after the other, each time a client connects. Those that
    /// aren't there are passed by.
    pub async fn among(servers: Vec<SocketAddr>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (servers, plugged) = watch::channel(servers);
        let turn = Arc::new(AtomicUsize::new(0));
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(carry(client, plugged.clone(), turn.clone()));
            }
        });
        Self { address, servers }
    }

    /// Breaks every connection off. Those that are tried from now on go nowhere.
    pub fn pull(&self) {
        self.servers.send_replace(Vec::new());
    }

    /// Leads to this server from now on.
    pub fn plug(&self, server: SocketAddr) {
        self.servers.send_replace(vec![server]);
    }
}

async fn carry(mut client: TcpStream, mut plugged: watch::Receiver<Vec<SocketAddr>>, turn: Arc<AtomicUsize>) {
    let mut servers = plugged.borrow_and_update().clone();
    if servers.is_empty() {
        return;
    }
    let first = turn.fetch_add(1, Ordering::Relaxed) % servers.len();
    servers.rotate_left(first);
    for server in servers {
        let Ok(mut server) = TcpStream::connect(server).await else { continue };
        tokio::select! {
            _ = copy_bidirectional(&mut client, &mut server) => {}
            _ = plugged.changed() => {}
        }
        return;
    }
}
