// passport-oauth2 in an express application: state and proof key in its session, the user fetched with the token.
import express from "express";
import session from "express-session";
import passport from "passport";
import { Strategy } from "passport-oauth2";
import { allow, equal, whoami } from "./person.mjs";

const { BURGRAVE_URL, CLIENT_ID, CLIENT_SECRET } = process.env;
const app = express();
const server = app.listen(0, "127.0.0.1");
await new Promise((listening) => server.on("listening", listening));
const origin = `http://127.0.0.1:${server.address().port}`;

passport.use(new Strategy({
  authorizationURL: `${BURGRAVE_URL}/oauth2/authorize`, tokenURL: `${BURGRAVE_URL}/oauth2/tokens`,
  clientID: CLIENT_ID, clientSecret: CLIENT_SECRET, callbackURL: `${origin}/callback`, scope: ["user:read"], state: true, pkce: "S256",
}, async (token, refresh, profile, done) => done(null, { name: await whoami(new URL(BURGRAVE_URL), token), refresh })));
app.use(session({ secret: "of this run", resave: false, saveUninitialized: false }));
app.get("/login", passport.authenticate("oauth2", { session: false }));
app.get("/callback", passport.authenticate("oauth2", { session: false }), (request, answer) => answer.json(request.user));

const asked = await fetch(`${origin}/login`, { redirect: "manual" });
const cookie = asked.headers.get("set-cookie").split(";")[0];
const back = await allow(new URL(asked.headers.get("location")));
const user = await fetch(back, { headers: { cookie } }).then((answer) => answer.json());
equal(user.name, "amira", "the user");
equal(typeof user.refresh, "string", "the refresh token");
server.close();
console.log("passport-oauth2: done");
