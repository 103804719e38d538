//! The settings of a daemon on another machine. On its command line they stand without `provisioner-`.

use super::{BASE, Setting};

/// Every one, in the order in which the help text shows them.
pub(super) static TABLE: &[Setting] = &[
    Setting {
        key: "provisioner-url",
        variable: "BURGRAVE_PROVISIONER_URL",
        placeholder: "URL",
        help: "URL of the server, as https://burgrave.example.com",
        common: true,
        ..BASE
    },
    Setting {
        key: "provisioner-key",
        variable: "BURGRAVE_PROVISIONER_KEY",
        placeholder: "KEY",
        help: "Provisioner key; it says in which organization the daemon works, and with which tags. Others see \
               what stands on a command line: better give it by its variable or in a file",
        common: true,
        secret: true,
        ..BASE
    },
    Setting {
        key: "provisioner-psk",
        variable: "BURGRAVE_PROVISIONER_PSK",
        placeholder: "SECRET",
        help: "Instead of a key: the server's provisioner-daemon-psk, for daemons of the default organization",
        secret: true,
        ..BASE
    },
    Setting {
        key: "provisioner-token",
        variable: "BURGRAVE_PROVISIONER_TOKEN",
        placeholder: "TOKEN",
        help: "Instead of a key: a session token or an API token of somebody who may create provisioner daemons",
        secret: true,
        ..BASE
    },
    Setting {
        key: "provisioner-organization",
        variable: "BURGRAVE_PROVISIONER_ORGANIZATION",
        placeholder: "NAME",
        default: "default",
        help: "Organization whose jobs the daemon does, by name or id; a key has its own",
        ..BASE
    },
    Setting {
        key: "provisioner-tags",
        variable: "BURGRAVE_PROVISIONER_TAGS",
        placeholder: "TAGS",
        help: "Tags of the daemon, as environment=on_prem,datacenter=chicago; a key has its own",
        common: true,
        ..BASE
    },
    Setting {
        key: "provisioner-name",
        variable: "BURGRAVE_PROVISIONER_NAME",
        placeholder: "NAME",
        help: "Name of the daemon; one that comes back under its name goes on with its job. Empty: the name of \
               the machine",
        common: true,
        ..BASE
    },
    Setting {
        key: "provisioner-folder",
        variable: "BURGRAVE_PROVISIONER_FOLDER",
        placeholder: "FOLDER",
        default: "./burgrave-provisioner",
        help: "Folder for jobs and downloaded providers; each daemon of a machine needs its own",
        ..BASE
    },
    Setting {
        key: "provisioner-health-address",
        variable: "BURGRAVE_PROVISIONER_HEALTH_ADDRESS",
        placeholder: "IP:PORT",
        help: "Address for /healthz, /readyz and /metrics of the daemon; anybody who reaches it may read them. \
               Empty: none",
        ..BASE
    },
    Setting {
        key: "provisioner-finish-time",
        variable: "BURGRAVE_PROVISIONER_FINISH_TIME",
        placeholder: "TIME",
        default: "0",
        help: "How long the job under way may take after SIGTERM before it is interrupted (ms, s, m or h; 0 = as \
               long as it takes)",
        ..BASE
    },
];
