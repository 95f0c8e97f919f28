// The index page: to sign-in, or, just signed out, to a clean address that then starts the sign-in.
import { goToSignIn } from "./oauth.js";

if (location.search.includes("sign_out_success")) location.replace("/myaccount");
else goToSignIn();
