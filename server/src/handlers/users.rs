//! The first user, login and logout, and accounts.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{
    ApiMessage, AuthMethod, AuthMethods, ChangePasswordWithOneTimePasscodeRequest, CreateFirstUserParams,
    CreateFirstUserRequest, CreateFirstUserResponse, CreateUserRequestWithOrgs, GetUsersResponse, GitSshKey,
    GithubAuthMethod, ListUsersParams, LoginAnswer, LoginWithPasswordRequest, LoginWithPasswordResponse,
    LogoutAnswer, LogoutResponse, OidcAuthMethod, Organization, RequestOneTimePasscodeRequest,
    UpdateUserAppearanceSettingsRequest, UpdateUserPasswordRequest, UpdateUserPreferenceSettingsRequest,
    UpdateUserProfileRequest, User, UserAppearanceSettings, UserLoginType, UserOrganizationnamePath,
    UserPath, UserPreferenceSettings, Users, ValidateUserPasswordRequest, ValidateUserPasswordResponse,
    operations,
};
use burgrave_core::ids::UserId;
use burgrave_store as store;

use super::{cookies, requests, responses};
use crate::application::Caller;
use crate::federation::oidc;
use crate::identity::search::PeopleList;
use crate::identity::sessions;
use crate::identity::sessions::logout::Logout;
use crate::identity::users::delete::DeleteUser;
use crate::identity::users::git_ssh_key::RegenerateGitSshKey;
use crate::identity::users::personal::SetAppearance;
use crate::identity::users::profile::UpdateProfile;
use crate::identity::users::status::SetStatus;
use crate::identity::users::{
    create, first, get, git_ssh_key, list, organizations, passcode, password, personal, preferences,
};
use crate::service::Service;

impl Users for Service {
    async fn get_first_user(&self, _: &Cx) -> Result<ApiMessage, ApiError> {
        if first::exists(self).await? {
            return Ok(responses::report("The initial user has already been created!"));
        }
        Err(ApiError::new(http::StatusCode::NOT_FOUND, "The initial user has not been created!"))
    }

    async fn create_first_user(
        &self,
        cx: &Cx,
        params: CreateFirstUserParams,
        body: CreateFirstUserRequest,
    ) -> Result<CreateFirstUserResponse, ApiError> {
        let wanted = first::FirstUser {
            email: body.email,
            username: body.username,
            name: body.name.value().unwrap_or_default(),
            password: body.password,
            setup_token: params.x_setup_token,
        };
        let created = first::create(self, cx, operations::CREATE_FIRST_USER, wanted).await?;
        Ok(CreateFirstUserResponse { user_id: created.user, organization_id: created.organization })
    }

    async fn login(&self, cx: &Cx, body: LoginWithPasswordRequest) -> Result<LoginAnswer, ApiError> {
        let known = |user: UserId| {
            let _ = cx.concerns.set(user.into());
        };
        let LoginWithPasswordRequest { email, password } = body;
        let session_token =
            sessions::login::login(self, cx, operations::LOGIN, email, password, known).await?;
        Ok(LoginAnswer::Created {
            set_cookie: cookies::set(&session_token, self.settings().secure_cookies),
            body: LoginWithPasswordResponse { session_token },
        })
    }

    async fn request_one_time_passcode(
        &self,
        cx: &Cx,
        body: RequestOneTimePasscodeRequest,
    ) -> Result<(), ApiError> {
        Ok(passcode::request(self, cx, body.email).await?)
    }

    async fn change_password_with_one_time_passcode(
        &self,
        cx: &Cx,
        body: ChangePasswordWithOneTimePasscodeRequest,
    ) -> Result<(), ApiError> {
        let ChangePasswordWithOneTimePasscodeRequest { email, password, one_time_passcode } = body;
        let wanted = passcode::NewPassword { email, password, passcode: one_time_passcode };
        Ok(passcode::redeem(self, cx, wanted).await?)
    }

    async fn logout(&self, cx: &Cx, caller: Arc<Caller>) -> Result<LogoutAnswer, ApiError> {
        // Determined before the session ends, and sent only after it.
        let oidc_logout_url = oidc::logout_url(self, &caller).await;
        self.execute(Logout, caller, cx).await?;
        Ok(LogoutAnswer::Ok {
            body: LogoutResponse { message: "Logged out!".into(), oidc_logout_url },
            set_cookie: cookies::clear(self.settings().secure_cookies),
        })
    }

    async fn get_auth_methods(&self, _: &Cx) -> Result<AuthMethods, ApiError> {
        Ok(AuthMethods {
            terms_of_service_url: None,
            password: AuthMethod { enabled: self.settings().password_login },
            github: GithubAuthMethod { enabled: false, default_provider_configured: false },
            oidc: self.provider().map_or(
                OidcAuthMethod { enabled: false, sign_in_text: String::new(), icon_url: String::new() },
                |provider| OidcAuthMethod {
                    enabled: true,
                    sign_in_text: provider.sign_in_text().to_owned(),
                    icon_url: provider.icon_url().to_owned(),
                },
            ),
        })
    }

    async fn create_user(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        body: CreateUserRequestWithOrgs,
    ) -> Result<User, ApiError> {
        Ok(responses::users::user(create::create(self, caller, cx, requests::users::new_user(body)).await?))
    }

    async fn list_users(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: ListUsersParams,
    ) -> Result<GetUsersResponse, ApiError> {
        let search =
            requests::people(PeopleList::Accounts, params.q, params.limit, params.offset, params.after_id)?;
        let found = list::list(self, caller, search).await?;
        let users = found.users.into_iter().map(responses::users::user).collect();
        Ok(GetUsersResponse { users, count: responses::int64(found.count) })
    }

    async fn delete_user(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: UserPath,
    ) -> Result<ApiMessage, ApiError> {
        self.execute(DeleteUser { user: params.user }, caller, cx).await?;
        Ok(responses::report("User has been deleted!"))
    }

    async fn update_user_profile(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: UserPath,
        body: UpdateUserProfileRequest,
    ) -> Result<User, ApiError> {
        let command = UpdateProfile {
            user: params.user,
            username: body.username,
            name: body.name.value(),
            avatar_url: body.avatar_url.value(),
        };
        Ok(responses::users::user(self.execute(command, caller, cx).await?))
    }

    async fn suspend_user(&self, cx: &Cx, caller: Arc<Caller>, params: UserPath) -> Result<User, ApiError> {
        let command = SetStatus { user: params.user, status: store::UserStatus::Suspended };
        Ok(responses::users::user(self.execute(command, caller, cx).await?))
    }

    async fn activate_user(&self, cx: &Cx, caller: Arc<Caller>, params: UserPath) -> Result<User, ApiError> {
        let command = SetStatus { user: params.user, status: store::UserStatus::Active };
        Ok(responses::users::user(self.execute(command, caller, cx).await?))
    }

    async fn update_user_password(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: UserPath,
        body: UpdateUserPasswordRequest,
    ) -> Result<(), ApiError> {
        let old = body.old_password.value().unwrap_or_default();
        let passwords = password::Passwords { old, new: body.password };
        Ok(password::change(self, caller, cx, operations::UPDATE_USER_PASSWORD, params.user, passwords)
            .await?)
    }

    async fn validate_password(
        &self,
        _: &Cx,
        body: ValidateUserPasswordRequest,
    ) -> Result<ValidateUserPasswordResponse, ApiError> {
        let details = burgrave_core::password::weakness(&body.password);
        Ok(ValidateUserPasswordResponse { valid: details.is_none(), details: details.unwrap_or_default() })
    }

    async fn list_user_organizations(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: UserPath,
    ) -> Result<Vec<Organization>, ApiError> {
        let found = organizations::list(self, caller, params.user).await?;
        Ok(found.into_iter().map(responses::organizations::organization).collect())
    }

    async fn get_user_organization(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: UserOrganizationnamePath,
    ) -> Result<Organization, ApiError> {
        let found = organizations::get(self, caller, params.user, params.organizationname).await?;
        Ok(responses::organizations::organization(found))
    }

    async fn get_user_login_type(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: UserPath,
    ) -> Result<UserLoginType, ApiError> {
        let login_type = personal::login_type(self, caller, params.user).await?;
        Ok(UserLoginType { login_type: responses::users::login_type(login_type) })
    }

    async fn get_user_appearance(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: UserPath,
    ) -> Result<UserAppearanceSettings, ApiError> {
        Ok(responses::users::appearance(personal::appearance(self, caller, params.user).await?))
    }

    async fn update_user_appearance(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: UserPath,
        body: UpdateUserAppearanceSettingsRequest,
    ) -> Result<UserAppearanceSettings, ApiError> {
        let command = SetAppearance { user: params.user, patch: requests::users::appearance(body) };
        Ok(responses::users::appearance(self.execute(command, caller, cx).await?))
    }

    async fn get_user_preferences(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: UserPath,
    ) -> Result<UserPreferenceSettings, ApiError> {
        Ok(responses::users::preferences(preferences::get(self, caller, params.user).await?))
    }

    async fn update_user_preferences(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: UserPath,
        body: UpdateUserPreferenceSettingsRequest,
    ) -> Result<UserPreferenceSettings, ApiError> {
        let command = requests::users::preferences(params.user, body);
        Ok(responses::users::preferences(self.execute(command, caller, cx).await?))
    }

    async fn get_git_ssh_key(
        &self,
        _: &Cx,
        caller: Arc<Caller>,
        params: UserPath,
    ) -> Result<GitSshKey, ApiError> {
        Ok(responses::users::git_ssh_key(git_ssh_key::get(self, caller, params.user).await?))
    }

    async fn regenerate_git_ssh_key(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        params: UserPath,
    ) -> Result<GitSshKey, ApiError> {
        let command = RegenerateGitSshKey::new(self, params.user)?;
        Ok(responses::users::git_ssh_key(self.execute(command, caller, cx).await?))
    }

    async fn get_user(&self, _: &Cx, caller: Arc<Caller>, params: UserPath) -> Result<User, ApiError> {
        Ok(responses::users::user(get::get(self, caller, params.user).await?))
    }
}
