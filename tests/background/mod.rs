//! What a server does by itself, and several on one database.

mod ended_sessions;
mod replicas;

rooms![ended_sessions, replicas];
