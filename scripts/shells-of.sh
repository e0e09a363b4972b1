#!/usr/bin/env bash
# Puts the shells of another Debian below a folder, for `npm run shells`, without installing them:
#   scripts/shells-of.sh trixie /opt/shells/trixie
# It needs Debian, root and patchelf. The folder has to stay where it is: its shells take their libraries from there.
set -euo pipefail
if [[ $# != 2 ]]; then
  echo 'usage: scripts/shells-of.sh SUITE FOLDER' >&2
  exit 2
fi
suite=$1
mkdir -p "$2"
folder=$(cd "$2" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Lists of its own: what this machine installs is not touched.
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/packages"
keys=/usr/share/keyrings/debian-archive-keyring.gpg
echo "deb [signed-by=$keys] http://deb.debian.org/debian $suite main" >"$work/sources.list"
apt=(-qq -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache" -o "Dir::Etc::sourcelist=$work/sources.list"
  -o Dir::Etc::sourceparts=/dev/null -o Acquire::Languages=none -o APT::Sandbox::User=root)
apt-get "${apt[@]}" update
cd "$work/packages"
wanted=(bash zsh zsh-common fish fish-common mksh yash busybox-static ksh93u+m
  libc6 libtinfo6 libncursesw6 libpcre2-8-0 libpcre2-32-0 libcap2 libgcc-s1 libstdc++6)
# A suite may lack one of them.
mapfile -t there < <(apt-cache "${apt[@]:1}" madison "${wanted[@]}" | awk '{ print $1 }' | sort -u)
apt-get "${apt[@]}" download "${there[@]/%//$suite}"
for package in *.deb; do dpkg-deb -x "$package" "$folder"; done

libraries=$(dirname "$(find "$folder" -name libc.so.6 | head -n 1)")
loader=$(find "$folder" -name 'ld-linux-*.so.*' | head -n 1)
find "$folder" -path '*bin/*' -type f -perm -u+x | while read -r program; do
  ! patchelf --print-interpreter "$program" >/dev/null 2>&1 ||
    patchelf --set-interpreter "$loader" --force-rpath --set-rpath "$libraries:$folder/usr${libraries#"$folder"}" "$program"
done
# fish finds its files beside itself, and zsh its modules where it was built for.
ln -sfn ../etc "$folder/usr/etc"
for modules in "$folder"/usr/lib/*/zsh/*; do
  place=${modules#"$folder"}
  [[ -e $place ]] || ln -s "$modules" "$place"
done
