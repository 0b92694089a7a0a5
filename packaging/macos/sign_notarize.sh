#!/usr/bin/env bash
# sign_notarize.sh IN OUT: signs the app in IN/*.zip with the Developer ID, has Apple notarize it, and leaves a signed,
# stapled disk image in OUT. Runs on macOS, where releases are made. It needs, as variables:
#   P12_BASE64 P12_PASSWORD                  the certificate "Developer ID Application" with its key
#   NOTARY_KEY NOTARY_KEY_ID NOTARY_ISSUER   a key of App Store Connect
set -euo pipefail
in=$1 out=$2
here=$(cd "$(dirname "$0")" && pwd)
: "${P12_BASE64:?}" "${P12_PASSWORD:?}" "${NOTARY_KEY:?}" "${NOTARY_KEY_ID:?}" "${NOTARY_ISSUER:?}"
mkdir -p "$out"
work=$(mktemp -d)
chain=$work/signing.keychain-db
clean() { security delete-keychain "$chain" 2>/dev/null || true; rm -rf "$work"; }
trap clean EXIT

secret=$(openssl rand -hex 16)
printf '%s' "$P12_BASE64" | base64 --decode >"$work/certificate.p12"
printf '%s' "$NOTARY_KEY" >"$work/notary.p8"
security create-keychain -p "$secret" "$chain"
security set-keychain-settings -lut 3600 "$chain"
security unlock-keychain -p "$secret" "$chain"
security import "$work/certificate.p12" -k "$chain" -P "$P12_PASSWORD" -T /usr/bin/codesign
security set-key-partition-list -S apple-tool:,apple: -s -k "$secret" "$chain" >/dev/null
security list-keychains -d user -s "$chain"
identity=$(security find-identity -v -p codesigning "$chain" | awk '/Developer ID Application/{print $2; exit}')
[ -n "$identity" ] || { echo "The certificate is none for a Developer ID Application." >&2; exit 1; }

sign() { codesign --force --timestamp --options runtime --keychain "$chain" --sign "$identity" "$@"; }
notarize() {
  xcrun notarytool submit "$1" --wait --key "$work/notary.p8" --key-id "$NOTARY_KEY_ID" --issuer "$NOTARY_ISSUER"
}

for archive in "$in"/*.zip; do
  ditto -x -k "$archive" "$work/app"
  app=$(echo "$work"/app/*.app)
  # From the inside out: libraries, then frameworks, then the app, which alone has entitlements.
  while IFS= read -r -d '' file; do
    if file -b "$file" | grep -q '^Mach-O'; then sign "$file"; fi
  done < <(find "$app/Contents" -type f ! -path "*/MacOS/*" -print0)
  find "$app/Contents" -type d -name '*.framework' -prune -print0 | while IFS= read -r -d '' framework; do
    sign "$framework"
  done
  sign --entitlements "$here/entitlements.plist" "$app"
  codesign --verify --deep --strict --verbose=2 "$app"

  ditto -c -k --keepParent "$app" "$work/notarize.zip"
  notarize "$work/notarize.zip"
  xcrun stapler staple "$app"

  image=$out/$(basename "${archive%.zip}").dmg
  "$here/make_dmg.sh" "$app" "$image"
  codesign --force --timestamp --keychain "$chain" --sign "$identity" "$image"
  notarize "$image"
  xcrun stapler staple "$image"
  spctl --assess --type open --context context:primary-signature --verbose=2 "$image"
  rm -rf "$work/app"
done
