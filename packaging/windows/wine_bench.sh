#!/usr/bin/env bash
# A Windows Python 3.11 with everything the program needs, which runs on Linux under Wine. As root on Debian or Ubuntu it
# installs what it needs; what is fetched comes from Debian and the Python package index only.
#
#   packaging/windows/wine_bench.sh DIR     makes DIR/winpy (the interpreter) and DIR/prefix (the Windows disk)
#   . DIR/env.sh; wpy ARGS                  runs it
#
# Exit code 3: Wine or something else it needs cannot be had here.
set -euo pipefail
cd "$(dirname "$0")/../.."
D=$(realpath -m "$1") W=$D/winpy
mkdir -p "$D/src"

tools=(wine:wine x86_64-w64-mingw32-gcc:gcc-mingw-w64-x86-64-win32 osslsigncode:osslsigncode unzip:unzip
  makensis:nsis wixl:wixl Xvfb:xvfb xdotool:xdotool python3.11:python3.11)
missing=()
for tool in "${tools[@]}"; do command -v "${tool%%:*}" >/dev/null || missing+=("${tool##*:}"); done
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "Wine cannot be set up here. As root on Debian or Ubuntu: apt-get install ${missing[*]} wine64" >&2; exit 3
  fi
  export DEBIAN_FRONTEND=noninteractive
  if ! { apt-get -qq update &&
    apt-get -qq install -y --no-install-recommends "${missing[@]}" wine64 libwine ca-certificates; } >"$D/apt.log" 2>&1
  then
    echo "Wine cannot be had here; $D/apt.log says why." >&2; exit 3
  fi
fi

PY=$D/venv/bin/python
[ -x "$PY" ] || python3.11 -m venv "$D/venv"
"$PY" -m pip install --quiet --disable-pip-version-check uv
target=("$D/venv/bin/uv" pip install --quiet --target "$W/Lib/site-packages" --python-platform x86_64-pc-windows-msvc
  --python-version 3.11 --only-binary ":all:")

# Python itself: panda3d brings the library and the extension modules of 3.11.9, signed by the Python Software Foundation.
if [ ! -e "$W/python311.dll" ]; then
  mkdir -p "$W/DLLs" "$W/Lib"
  "$PY" -m pip download --quiet --disable-pip-version-check --no-deps -d "$D/src" --platform win_amd64 \
    --python-version 3.11 --only-binary ":all:" --require-hashes -r packaging/windows/panda3d.txt
  unzip -q -o "$D"/src/panda3d-*win_amd64.whl 'deploy_libs/*' -d "$D/src"
  L=$D/src/deploy_libs
  for path in "$L"/python311.dll "$L"/{libcrypto-3,libssl-3,libffi-8,sqlite3}.dll "$L"/*.pyd; do
    # The time is one at which the certificates were valid; the counter-signature is not asked for on the network.
    if ! osslsigncode verify -CAfile /etc/ssl/certs/ca-certificates.crt -ignore-timestamp -ignore-crl \
      -time 1712100000 -in "$path" >"$D/signed.txt" 2>&1 || ! grep -q "O=Python Software Foundation" "$D/signed.txt"
    then
      echo "$path is not signed by the Python Software Foundation." >&2; exit 1
    fi
  done
  cp "$L"/*.pyd "$L"/{libcrypto-3,libssl-3,libffi-8,sqlite3}.dll "$W/DLLs/"
  cp "$L/VCRUNTIME140.dll" "$W/"
  standard=$("$PY" -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')
  tar c -C "$standard" --exclude=site-packages --exclude=dist-packages --exclude=__pycache__ --exclude=lib-dynload \
    --exclude=test --exclude=idlelib --exclude='config-3*' . | tar x -C "$W/Lib"
  cp "$L/python311.dll" "$W/"
fi
"${target[@]}" --require-hashes -r packaging/requirements-build.txt
"${target[@]}" -c constraints.txt pytest pytest-qt pytest-timeout hypothesis hatchling tzdata colorama
cp "$W/Lib/site-packages/shiboken6/vcruntime140_1.dll" "$W/"

# A python.exe of our own, and a python3.dll that only forwards the stable ABI to python311.dll.
compile=x86_64-w64-mingw32-gcc
cat >"$D/src/python.c" <<'C'
#include <windows.h>
typedef int (*start)(int, wchar_t **);
int wmain(int count, wchar_t **words)
{
    HMODULE library = LoadLibraryW(L"python311.dll");
    start run = library ? (start)(void *)GetProcAddress(library, "Py_Main") : 0;
    return run ? run(count, words) : 120;
}
C
"$compile" -municode -O2 -s -static -o "$W/python.exe" "$D/src/python.c"
{
  echo "LIBRARY python3.dll"
  echo EXPORTS
  x86_64-w64-mingw32-objdump -p "$W/python311.dll" |
    awk '/\[Ordinal\/Name Pointer\] Table/{f=1;next} f&&/\[ *[0-9]+\]/{print $NF" = python311."$NF} f&&/^$/{f=0}' | sort -u
} >"$D/src/python3.def"
echo 'int DllMain(void *a, unsigned b, void *c) { return 1; }' >"$D/src/python3.c"
"$compile" -shared -nostdlib -Wl,-e,DllMain -o "$W/python3.dll" "$D/src/python3.c" "$D/src/python3.def"

cat >"$D/env.sh" <<S
export WINEPREFIX="$D/prefix" WINEARCH=win64 WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml,winedbg.exe=;mscms=n" LC_ALL=C.UTF-8
# Always through a pipe: with a plain file as its output Wine 8 gives Python a handle that is none.
wpy() { wine "$W/python.exe" "\$@" </dev/null 2>&1 | cat; return "\${PIPESTATUS[0]}"; }
S
# shellcheck source=/dev/null
. "$D/env.sh"
(unset DISPLAY; wine wineboot -i; wine winecfg -v win10) >/dev/null 2>&1 </dev/null || true

# Wine 8 has no icuuc.dll, which Qt links to, and no bcryptprimitives.dll, which Rust's programs do; mscms.dll lacks what Qt
# asks for on a real screen.
system=$WINEPREFIX/drive_c/windows/system32
for stub in icuuc mscms bcryptprimitives; do
  "$compile" -shared -nostdlib -O1 -Wl,-e,DllMain -o "$system/$stub.dll" "packaging/windows/wine_$stub.c" -ladvapi32
done
wpy -c "import sys, sqlite3; from PySide6 import QtWidgets; print(sys.version); print('SQLite', sqlite3.sqlite_version)"
