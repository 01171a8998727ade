/** The HTTP API's settings: whom its tokens name. Without any it is off. */
import {
  readTokens,
  SettingInvalid,
  settingsGroup,
  type TokenHolder,
  tokensVariable,
} from "../../src/index.ts";

export interface HttpApiConfig {
  /** By the SHA-256 of each token, in hexadecimal. */
  holders: ReadonlyMap<string, TokenHolder>;
}

export const httpApiSettings = settingsGroup({
  title: "The HTTP API",
  variables: [
    tokensVariable(
      "API_TOKENS",
      "Who may call the HTTP API, by the hashes of their tokens. See docs/api.md.",
    ),
  ],
  read: ({ API_TOKENS }): HttpApiConfig | null | SettingInvalid => {
    if (API_TOKENS === undefined) return null;
    const holders = readTokens("API_TOKENS", API_TOKENS);
    return holders instanceof SettingInvalid ? holders : { holders };
  },
});
