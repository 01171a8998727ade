/** The access token, once: the server answers with a cookie. */
import { byId } from "./element.ts";
import { get, post, wordsOf } from "./server.ts";

const fault = byId("fault");
const token = byId<HTMLInputElement>("token");

// Who follows a link from another page comes without the cookie the first time.
get("web/cases").then(
  () => location.reload(),
  () => token.focus(),
);

byId<HTMLFormElement>("sign-in").addEventListener("submit", async (event) => {
  event.preventDefault();
  fault.textContent = "";
  try {
    await post("web/sign-in", { token: token.value });
    location.reload();
  } catch (error) {
    fault.textContent = wordsOf(error);
    token.select();
  }
});
