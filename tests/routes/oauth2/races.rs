//! Many uses of one code or refresh token at the same moment.

use super::scene::{Scene, Tokens, error};
use crate::harness::{Answer, Call, Engine};

const AT_ONCE: usize = 100;

/// The tokens of the one that succeeds; all others must be refused plainly.
async fn the_only_winner(call: Call) -> Tokens {
    let calls = (0..AT_ONCE).map(|_| tokio::spawn(call.clone().send()));
    let answers = futures::future::join_all(calls).await;
    let (won, lost): (Vec<Answer>, Vec<Answer>) = answers
        .into_iter()
        .map(|answer| answer.expect("no call panics"))
        .partition(|answer| answer.status == 200);
    assert_eq!(won.len(), 1, "exactly one wins");
    for answer in lost {
        assert_eq!(error(answer, 400), "invalid_grant");
    }
    Tokens::of(&won[0])
}

#[apply(case)]
async fn of_a_hundred_redemptions_of_one_code_exactly_one_succeeds(engine: Engine) {
    let scene = Scene::new(engine).await;
    let code = scene.code(&scene.amira, &[]).await;
    let winner =
        the_only_winner(scene.token_call(&[("grant_type", "authorization_code"), ("code", &code)])).await;
    scene.me(&winner.access).await.expect(200);
    Tokens::of(&scene.refresh(&winner.refresh, &[]).await);
}

#[apply(case)]
async fn of_a_hundred_uses_of_one_refresh_token_exactly_one_succeeds(engine: Engine) {
    let scene = Scene::new(engine).await;
    let tokens = scene.tokens(&scene.amira, &[]).await;
    let pairs = [("grant_type", "refresh_token"), ("refresh_token", tokens.refresh.as_str())];
    let winner = the_only_winner(scene.token_call(&pairs)).await;
    scene.me(&winner.access).await.expect(200);
    Tokens::of(&scene.refresh(&winner.refresh, &[]).await);
}
