#!/usr/bin/env bash
# make_dmg.sh APP IMAGE: the disk image that people open, with the app and a link to drag it to. Runs on macOS.
set -euo pipefail
app=$1 image=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# ditto keeps the links inside the frameworks; a copy without them does not start.
ditto "$app" "$folder/$(basename "$app")"
ln -s /Applications "$folder/Applications"
rm -f "$image"
for try in 1 2 3 4 5; do
  if hdiutil create -volname Annotator -srcfolder "$folder" -fs HFS+ -format UDZO -ov "$image"; then exit 0; fi
  echo "hdiutil was busy (try $try)" >&2
  sleep $((try * 3))
done
exit 1
