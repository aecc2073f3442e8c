package namespace

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"mtalab/sim/network"
)

// fill makes all that is not mounted, in the root that is at a place.
func (h *rootfs) fill(at string, root Root) error {
	if err := folders(at); err != nil {
		return err
	}
	for _, file := range slices.Concat(h.host, commonFiles(root), root.Files) { // the latter win
		if err := file.make(at); err != nil {
			return err
		}
	}
	return os.NewSyscallError("sethostname", unix.Sethostname([]byte(cmp.Or(root.Hostname, "sender.test"))))
}

// empty removes what is in a folder, but for what is mounted there and the folders that lead to it.
func empty(folder string) error {
	var own, entry unix.Stat_t
	if err := unix.Lstat(folder, &own); err != nil {
		return os.NewSyscallError("lstat "+folder, err)
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, found := range entries {
		at := filepath.Join(folder, found.Name())
		if err := unix.Lstat(at, &entry); err != nil {
			return os.NewSyscallError("lstat "+at, err)
		}
		if entry.Dev != own.Dev || folder == "/" && found.Type() == fs.ModeSymlink {
			continue // mounted, or a way to it
		}
		if found.IsDir() {
			if err := empty(at); err != nil {
				return err
			}
		}
		if err := os.Remove(at); err != nil && !errors.Is(err, syscall.ENOTEMPTY) {
			return err
		}
	}
	return nil
}

func folders(at string) error {
	for _, name := range []string{"dev/shm", "etc/ssl/certs", "home", "proc", "root", "run", "sys", "usr",
		"var/cache", "var/lib", "var/log", "var/mail", "var/spool"} {
		if err := os.MkdirAll(filepath.Join(at, name), 0o755); err != nil {
			return err
		}
	}
	for _, name := range []string{"tmp", "var/tmp", "dev/shm"} {
		if err := os.MkdirAll(filepath.Join(at, name), 0o755); err != nil {
			return err
		}
		if err := os.Chmod(filepath.Join(at, name), 0o777|fs.ModeSticky); err != nil {
			return err
		}
	}
	for link, target := range map[string]string{"var/run": "/run", "dev/fd": "/proc/self/fd", "dev/stdin": "/proc/self/fd/0",
		"dev/stdout": "/proc/self/fd/1", "dev/stderr": "/proc/self/fd/2"} {
		if err := os.Symlink(target, filepath.Join(at, link)); err != nil {
			return err
		}
	}
	return nil
}

// hostFiles are the few files of the host's that programs expect.
func hostFiles() []File {
	var found []File
	for _, name := range []string{"/etc/ld.so.cache", "/etc/services", "/etc/protocols", "/etc/ssl/openssl.cnf", "/etc/localtime"} {
		if content, err := os.ReadFile(name); err == nil {
			found = append(found, File{Path: name, Content: content})
		}
	}
	return found
}

// resolverOptions are the C library's own (resolv.conf(5)), said aloud so that every resolver has them, and one
// more: AD is believed. Without a search list names would be asked for below the host's domain too.
const resolverOptions = "search .\noptions ndots:1 timeout:5 attempts:2 trust-ad\n"

// commonFiles let a program find the world's name server, and users of the usual names.
func commonFiles(root Root) []File {
	hostname := cmp.Or(root.Hostname, "sender.test")
	short, _, _ := strings.Cut(hostname, ".")
	own := network.FirstLike(network.NameServer.Addr(), root.Addresses)
	content := map[string]string{
		"/etc/resolv.conf":   "nameserver " + network.NameServer.Addr().String() + "\n" + resolverOptions,
		"/etc/hosts":         "127.0.0.1 localhost\n::1 localhost\n" + own.String() + " " + hostname + " " + short + "\n",
		"/etc/nsswitch.conf": "passwd: files\ngroup: files\nshadow: files\nhosts: files dns\nservices: files\nprotocols: files\n",
		"/etc/passwd":        "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n",
		"/etc/group":         "root:x:0:\nmail:x:8:\nnogroup:x:65534:\n",
		"/etc/hostname":      hostname + "\n",
		"/etc/mailname":      hostname + "\n",
	}
	var made []File
	for path, text := range content {
		made = append(made, File{Path: path, Content: []byte(text)})
	}
	return made
}

// make makes the file in the root that is at a place.
func (f File) make(root string) error {
	at := filepath.Join(root, f.Path)
	mode := fs.FileMode(f.Mode) & fs.ModePerm
	if f.Folder {
		if err := os.MkdirAll(at, 0o755); err != nil {
			return err
		}
		mode = cmp.Or(mode, 0o755)
	} else {
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(at, f.Content, 0o600); err != nil {
			return err
		}
		mode = cmp.Or(mode, 0o644)
	}
	if f.Mode&unix.S_ISVTX != 0 {
		mode |= fs.ModeSticky
	}
	if f.Mode&unix.S_ISGID != 0 {
		mode |= fs.ModeSetgid
	}
	if f.UID != 0 || f.GID != 0 {
		if err := os.Chown(at, f.UID, f.GID); err != nil {
			return err
		}
	}
	if f.Age != 0 {
		changed := time.Now().Add(-time.Duration(f.Age) * time.Second)
		if err := os.Chtimes(at, changed, changed); err != nil {
			return err
		}
	}
	return os.Chmod(at, mode)
}
