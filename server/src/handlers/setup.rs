//! The first user, on the front page.

use askama::Template;
use burgrave_api::runtime::{ApiError, Cx, StatusCode};
use burgrave_api::{SetupForm, operations};
use burgrave_core::token;

use super::requests;
use super::visits::is_for_the_form;
use crate::fault::Fault;
use crate::identity::sessions;
use crate::identity::users::first;
use crate::pages::setup::{FIELDS, SetupPage};
use crate::pages::{Brand, Problems};
use crate::service::Service;

impl Service {
    /// Whether nobody has an account yet. A database that doesn't answer leaves the pages as they are.
    pub(super) async fn is_empty(&self) -> bool {
        !first::exists(self).await.unwrap_or(true)
    }

    /// The form; its CSRF token belongs to this cookie.
    pub(super) fn setup_page<'a>(&'a self, brand: &'a Brand, cookie: &str) -> SetupPage<'a> {
        SetupPage {
            brand,
            csrf_token: token::csrf_token(cookie),
            email: "",
            username: "",
            name: "",
            asks_token: self.settings().setup_token.is_some(),
            problems: Problems::default(),
            version: &self.settings().versions.told,
        }
    }

    /// Creates the first user, and signs them in where passwords do; gives the session's token.
    pub(super) async fn set_up(&self, cx: &Cx, form: &SetupForm) -> Result<Option<String>, ApiError> {
        let wanted = requests::account::first_user(form)?;
        first::create(self, cx, operations::SUBMIT_SETUP, wanted).await.map_err(without_token)?;
        if !self.settings().password_login {
            return Ok(None);
        }
        let (email, password) = (form.email.clone(), form.password.clone());
        let audited = operations::SUBMIT_LOGIN;
        Ok(Some(sessions::login::login(self, cx, audited, email, password, |_| {}).await?))
    }

    /// A refusal, as the form with what was typed.
    pub(super) fn setup_refused(&self, error: ApiError, cookie: &str, form: &SetupForm) -> ApiError {
        if !is_for_the_form(&error) || error.status() == StatusCode::CONFLICT {
            return error;
        }
        let brand = self.brand();
        let page = self.setup_page(&brand, cookie).after(form, Problems::of(&error, &FIELDS));
        match page.render() {
            Ok(page) => error.page(page),
            Err(fault) => ApiError::internal(fault),
        }
    }
}

/// The action speaks of a header, which no form has.
fn without_token(fault: Fault) -> ApiError {
    match fault {
        Fault::Forbidden { .. } => {
            let detail = "must be the one that the server printed when it started";
            let error = ApiError::new(StatusCode::FORBIDDEN, "The setup token is missing or wrong.");
            error.validation("setup_token", detail)
        }
        other => other.into(),
    }
}
