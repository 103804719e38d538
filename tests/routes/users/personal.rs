//! A user's organizations, login type, appearance, preferences and SSH key.

use serde_json::{Value, json};

use crate::harness::{Engine, Person, Server};
use crate::routes::stored;

const ME: &str = "/api/v2/users/me";

/// TestOrganizationsByUser, TestMultiOrgFetch
#[apply(case)]
async fn organizations_by_user_are_those_that_the_caller_may_read(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let castle = owner.post("/api/v2/organizations", &json!({"name": "castle"})).await.json_of(201);
    let default = owner.get("/api/v2/organizations/default").await.json_of(200);
    let ids = [&castle, &default].map(|one| one["id"].as_str().unwrap());
    let amira = server.member_of("amira", &ids).await;
    let names = |list: Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().into()).collect()
    };
    assert_eq!(names(amira.get(&format!("{ME}/organizations")).await.json_of(200)), ["coder", "castle"]);
    // Who may read users, and not every organization, sees those of the user that are their own too.
    let mut jonas = server.member("jonas").await;
    let (id, organization, now) =
        (jonas.id.parse().unwrap(), default["id"].as_str().unwrap().parse().unwrap(), {
            use burgrave_core::Clock as _;
            server.clock.now()
        });
    let server = server
        .restart_after(async |store| {
            let roles = ["organization-admin".to_owned()];
            let of = burgrave_store::MemberRoles { organization_id: organization, user_id: id };
            let done: Result<bool, burgrave_store::StoreError> = store
                .write(move |tx| {
                    let roles = roles.clone();
                    async move { tx.set_member_roles(&stored::by_test(of), &roles, now).await }
                })
                .await;
            assert!(done.unwrap());
        })
        .await;
    stored::follow(&server, &mut jonas);
    assert_eq!(names(jonas.get("/api/v2/users/amira/organizations").await.json_of(200)), ["coder"]);
    jonas.get("/api/v2/users/nobody/organizations").await.expect(404);
    let none = server.owner().await;
    none.delete("/api/v2/organizations/castle/members/amira").await.expect(204);
    none.delete("/api/v2/organizations/default/members/amira").await.expect(204);
    assert_eq!(none.get("/api/v2/users/amira/organizations").await.json_of(200), json!([]));
}

#[apply(case)]
async fn organization_by_user_and_name_is_one_of_theirs(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let default = amira.get("/api/v2/organizations/default").await.json_of(200);
    for name in ["coder", "CODER", "default", default["id"].as_str().unwrap()] {
        assert_eq!(amira.get(&format!("{ME}/organizations/{name}")).await.json_of(200), default);
    }
    amira.get("/api/v2/users/nobody/organizations/coder").await.expect(404);
}

/// TestOrganizationByUserAndName/NoExist, TestOrganizationsByUser/NoMember
#[apply(case)]
async fn organization_by_user_and_name_no_exist_and_no_member_are_not_found(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    owner.post("/api/v2/organizations", &json!({"name": "castle"})).await.expect(201);
    let amira = server.member("amira").await;
    let hidden = amira.get(&format!("{ME}/organizations/castle")).await.expect(404);
    let missing = amira.get(&format!("{ME}/organizations/nowhere")).await.expect(404);
    let no_member = owner.get("/api/v2/users/amira/organizations/castle").await.expect(404);
    assert_eq!((&hidden.body, &no_member.body), (&missing.body, &missing.body));
}

#[apply(case)]
async fn user_login_type_is_shown_only_to_oneself(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    assert_eq!(amira.get(&format!("{ME}/login-type")).await.json_of(200), json!({"login_type": "password"}));
    server.owner().await.get("/api/v2/users/amira/login-type").await.expect(403);
    amira.get("/api/v2/users/owner/login-type").await.expect(404);
}

#[apply(case)]
async fn user_appearance_is_empty_until_it_is_chosen(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let path = format!("{ME}/appearance");
    assert_eq!(
        amira.get(&path).await.json_of(200),
        json!({
            "theme_preference": "", "theme_mode": "", "theme_light": "", "theme_dark": "",
            "terminal_font": "",
        })
    );
    for font in ["ibm-plex-mono", "fira-code", "source-code-pro", "jetbrains-mono", "geist-mono"] {
        let chosen = json!({
            "theme_preference": "dark", "theme_mode": "", "theme_light": "", "theme_dark": "",
            "terminal_font": font,
        });
        assert_eq!(amira.put(&path, &chosen).await.json_of(200), chosen);
        assert_eq!(amira.get(&path).await.json_of(200), chosen);
    }
    assert_eq!(amira.get(ME).await.json_of(200)["theme_preference"], "dark");
}

/// TestUserTerminalFont
#[apply(case)]
async fn user_terminal_font_unsupported_font_is_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    for (body, field) in [
        (json!({"theme_preference": "dark", "terminal_font": "foo"}), "terminal_font"),
        (json!({"theme_preference": "x".repeat(65), "terminal_font": "fira-code"}), "theme_preference"),
        (json!({"theme_mode": "blue"}), "theme_mode"),
    ] {
        let refused = amira.put(&format!("{ME}/appearance"), &body).await.expect(400);
        assert_eq!(refused.faulty_fields(), [field], "{body}");
    }
}

#[apply(case)]
async fn user_appearance_of_others_needs_the_permission(engine: Engine) {
    let server = Server::start(engine).await;
    let chosen = json!({"theme_preference": "dark", "theme_mode": "", "theme_light": "", "theme_dark": "",
                        "terminal_font": "fira-code"});
    server.member("amira").await;
    let mut auditor: Person = server.member("auditor").await;
    let server = stored::give_roles(server, &mut auditor, &["auditor"]).await;
    auditor.get("/api/v2/users/amira/appearance").await.expect(403);
    auditor.put("/api/v2/users/amira/appearance", &chosen).await.expect(403);
    let owner = server.owner().await;
    owner.put("/api/v2/users/amira/appearance", &chosen).await.expect(200);
    assert_eq!(owner.get("/api/v2/users/amira/appearance").await.json_of(200), chosen);
    auditor.get("/api/v2/users/nobody/appearance").await.expect(404);
}

#[apply(case)]
async fn preferences_are_merged(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let path = format!("{ME}/preferences");
    let mut expected = json!({
        "task_notification_alert_dismissed": false, "thinking_display_mode": "auto",
        "shell_tool_display_mode": "always_collapsed", "code_diff_display_mode": "",
        "agent_chat_send_shortcut": "enter",
    });
    assert_eq!(amira.get(&path).await.json_of(200), expected);
    let change = json!({"thinking_display_mode": "preview", "agent_chat_send_shortcut": "modifier_enter"});
    expected["thinking_display_mode"] = json!("preview");
    expected["agent_chat_send_shortcut"] = json!("modifier_enter");
    assert_eq!(amira.put(&path, &change).await.json_of(200), expected);
    let kept = json!({"thinking_display_mode": "", "agent_chat_send_shortcut": null,
                      "task_notification_alert_dismissed": true, "unknown": 1});
    expected["task_notification_alert_dismissed"] = json!(true);
    assert_eq!(amira.put(&path, &kept).await.json_of(200), expected);
    assert_eq!(amira.put(&path, &json!({})).await.json_of(200), expected);
    assert_eq!(amira.get(&path).await.json_of(200), expected);
    let wrong = json!({"thinking_display_mode": "loud", "code_diff_display_mode": "auto ",
                       "task_notification_alert_dismissed": "yes"});
    let mut fields = amira.put(&path, &wrong).await.expect(400).faulty_fields();
    fields.sort_unstable();
    assert_eq!(
        fields,
        ["code_diff_display_mode", "task_notification_alert_dismissed", "thinking_display_mode"]
    );
}

#[apply(case)]
async fn a_git_ssh_key_stays_until_it_is_replaced(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let path = format!("{ME}/gitsshkey");
    let first = amira.get(&path).await.json_of(200);
    let line = first["public_key"].as_str().unwrap();
    assert!(line.starts_with("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI") && line.ends_with('\n'), "{line}");
    assert_eq!(first["user_id"], amira.id.as_str());
    assert_eq!(amira.get(&path).await.json_of(200), first);
    server.clock.advance(chrono::TimeDelta::minutes(5));
    let second = amira.put(&path, &json!({})).await.json_of(200);
    assert_ne!(second["public_key"], first["public_key"]);
    assert_eq!(second["created_at"], first["created_at"]);
    assert_ne!(second["updated_at"], first["updated_at"]);
    let owner = server.owner().await;
    assert_eq!(owner.get("/api/v2/users/amira/gitsshkey").await.json_of(200), second);
    assert_ne!(owner.get(&path).await.json_of(200)["public_key"], second["public_key"]);
}
