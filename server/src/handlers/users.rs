//! The first user, login and logout, and accounts.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{
    AuthMethod, AuthMethods, CreateFirstUserParams, CreateFirstUserRequest, CreateFirstUserResponse,
    CreateUserRequestWithOrgs, GetUserParams, GithubAuthMethod, LoginAnswer, LoginType,
    LoginWithPasswordRequest, LoginWithPasswordResponse, LogoutAnswer, OidcAuthMethod, Response, User,
    UserStatus, Users,
};
use burgrave_store as store;

use super::{cookies, shown, taken};
use crate::application::{App, Caller};
use crate::sessions;
use crate::users::{create, first, get};

impl Users for App {
    async fn get_first_user(&self, _: &Cx) -> Result<Response, ApiError> {
        if first::exists(self).await? {
            return Ok(shown::report("The initial user has already been created!"));
        }
        Err(ApiError::new(http::StatusCode::NOT_FOUND, "The initial user has not been created!"))
    }

    async fn create_first_user(
        &self,
        cx: &Cx,
        params: CreateFirstUserParams,
        body: CreateFirstUserRequest,
    ) -> Result<CreateFirstUserResponse, ApiError> {
        let wanted = first::Wanted {
            email: body.email,
            username: body.username,
            name: body.name.value().unwrap_or_default(),
            password: body.password,
            setup_token: params.x_setup_token,
        };
        let created = first::create(self, self.trail(taken::origin(cx)), wanted).await?;
        Ok(CreateFirstUserResponse { user_id: created.user, organization_id: created.organization })
    }

    async fn login(&self, cx: &Cx, body: LoginWithPasswordRequest) -> Result<LoginAnswer, ApiError> {
        let trail = self.trail(taken::origin(cx));
        let known = |user| {
            let _ = cx.concerns.set(user);
        };
        let session_token = sessions::login::login(self, trail, body.email, body.password, known).await?;
        Ok(LoginAnswer::Created {
            set_cookie: cookies::set(&session_token, self.settings().secure_cookies),
            body: LoginWithPasswordResponse { session_token },
        })
    }

    async fn logout(&self, cx: &Cx, caller: Arc<Caller>) -> Result<LogoutAnswer, ApiError> {
        sessions::logout::logout(self, self.errand(caller, taken::origin(cx))).await?;
        Ok(LogoutAnswer::Ok {
            body: shown::report("Logged out!"),
            set_cookie: cookies::clear(self.settings().secure_cookies),
        })
    }

    async fn get_auth_methods(&self, _: &Cx) -> Result<AuthMethods, ApiError> {
        Ok(AuthMethods {
            terms_of_service_url: None,
            password: AuthMethod { enabled: self.settings().password_login },
            github: GithubAuthMethod { enabled: false, default_provider_configured: false },
            oidc: OidcAuthMethod { enabled: false, sign_in_text: String::new(), icon_url: String::new() },
        })
    }

    async fn create_user(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        body: CreateUserRequestWithOrgs,
    ) -> Result<User, ApiError> {
        let errand = self.errand(caller, taken::origin(cx));
        Ok(shown::user(create::create(self, errand, wanted(body)).await?))
    }

    async fn get_user(&self, _: &Cx, caller: Arc<Caller>, params: GetUserParams) -> Result<User, ApiError> {
        Ok(shown::user(get::get(self, caller, params.user).await?))
    }
}

fn wanted(body: CreateUserRequestWithOrgs) -> create::Wanted {
    let mut organizations = body.organization_ids.value().unwrap_or_default();
    organizations.extend(body.organization_id.value());
    create::Wanted {
        email: body.email,
        username: body.username,
        name: body.name.value().unwrap_or_default(),
        password: body.password.unwrap_or_default(),
        login_type: match body.login_type {
            _ if body.disable_login == Some(true) => store::LoginType::None,
            None | Some(LoginType::Empty | LoginType::Password) => store::LoginType::Password,
            Some(LoginType::Github) => store::LoginType::Github,
            Some(LoginType::Oidc) => store::LoginType::Oidc,
            Some(LoginType::Token) => store::LoginType::Token,
            Some(LoginType::None) => store::LoginType::None,
        },
        status: match body.user_status.value() {
            None | Some(UserStatus::Dormant) => store::UserStatus::Dormant,
            Some(UserStatus::Active) => store::UserStatus::Active,
            Some(UserStatus::Suspended) => store::UserStatus::Suspended,
        },
        organizations,
    }
}
