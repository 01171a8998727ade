/** The access token, once: the server answers with a cookie. */

import { errorText, getJson, postJson } from "./api-client.ts";
import { elementById } from "./element.ts";

const errorLine = elementById("fault");
const tokenInput = elementById<HTMLInputElement>("token");

// A person who follows a link from another page comes without the cookie the first time.
getJson("web/cases").then(
  () => location.reload(),
  () => tokenInput.focus(),
);

elementById<HTMLFormElement>("sign-in").addEventListener("submit", async (event) => {
  event.preventDefault();
  errorLine.textContent = "";
  try {
    await postJson("web/sign-in", { token: tokenInput.value });
    location.reload();
  } catch (error) {
    errorLine.textContent = errorText(error);
    tokenInput.select();
  }
});
