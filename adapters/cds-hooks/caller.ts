/** Who calls: a token signed by a configured issuer, for this very address, used once. */
import { readFileSync } from "node:fs";
import { createLocalJWKSet, createRemoteJWKSet, decodeJwt, type JWTVerifyGetKey, jwtVerify } from "jose";
import { type CdsHooksConfig, isKeyAddress } from "./settings.ts";

/** Older tokens are refused, so a token's id is remembered for as long. */
const MAX_AGE_S = 300;
const CLOCKS_DIFFER_S = 30;
const ALGORITHMS = ["ES384", "RS384", "ES256", "RS256"];

export type CallerCheck = (
  authorization: string | undefined,
  audience: readonly string[],
) => Promise<boolean>;

/**
 * The keys come from the settings alone: where a token says that its keys are (`jku`) is not read.
 * @param now milliseconds since the epoch
 * @throws when a file of keys cannot be read
 */
export function callerCheck({ issuers }: CdsHooksConfig, now: () => number): CallerCheck {
  const keys = new Map<string, JWTVerifyGetKey>(
    [...issuers].map(([issuer, place]) => [
      issuer,
      isKeyAddress(place)
        ? createRemoteJWKSet(new URL(place))
        : createLocalJWKSet(JSON.parse(readFileSync(place, "utf8"))),
    ]),
  );
  const used = new Map<string, number>();

  return async (authorization, audience) => {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? "")?.[1];
    if (token === undefined) return false;
    try {
      const issuer = decodeJwt(token).iss ?? "";
      const keySet = keys.get(issuer);
      if (!keySet) return false;
      const { payload } = await jwtVerify(token, keySet, {
        issuer,
        audience: [...audience],
        algorithms: ALGORITHMS,
        maxTokenAge: MAX_AGE_S,
        clockTolerance: CLOCKS_DIFFER_S,
        requiredClaims: ["exp", "iat", "jti"],
        currentDate: new Date(now()),
      });
      // a token for several addresses is good for the others too
      if (typeof payload.aud !== "string" || typeof payload.jti !== "string") return false;
      for (const [id, until] of used) {
        if (until > now()) break;
        used.delete(id);
      }
      const id = JSON.stringify([issuer, payload.jti]);
      if (used.has(id)) return false;
      used.set(id, now() + (MAX_AGE_S + 2 * CLOCKS_DIFFER_S) * 1000);
      return true;
    } catch {
      return false;
    }
  };
}
