package sim

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// Furnish makes the file system that programs find inside. It can be done once, before the first
// Start, which otherwise makes the default one.
func (p *Private) Furnish(ctx context.Context, root Root) error {
	if err := p.ready(ctx); err != nil {
		return err
	}
	p.furnishing.Lock()
	defer p.furnishing.Unlock()
	if p.hasRoot {
		return errors.New("furnish the private network: it is furnished already")
	}
	p.hasRoot = true
	if _, err := p.ask(ctx, order{Do: "furnish", Root: &root}); err != nil {
		return fmt.Errorf("furnish the private network: %w", err)
	}
	return nil
}

// furnished makes the default Root unless there is one.
func (p *Private) furnished(ctx context.Context) error {
	p.furnishing.Lock()
	has := p.hasRoot
	p.furnishing.Unlock()
	if has {
		return nil
	}
	return p.Furnish(ctx, Root{})
}

// Open opens a file of the Root for reading, from outside.
func (p *Private) Open(ctx context.Context, path string) (*os.File, error) {
	files, err := p.ask(ctx, order{Do: "open", Address: path})
	if err != nil || len(files) != 1 {
		closeAll(files)
		return nil, &fs.PathError{Op: "open", Path: path, Err: cmp.Or(err, fs.ErrInvalid)}
	}
	return files[0], nil
}

// scaffold is where the new root is put together: a folder that every system has and nobody needs
// while that goes on.
const scaffold = "/sys"

// furnish puts the new root together and moves into it, and with it all that is started later.
func (c *child) furnish(root Root) error {
	size := cmp.Or(root.Size, 64<<20)
	if err := unix.Mount("tmpfs", scaffold, "tmpfs", unix.MS_NOSUID|unix.MS_NODEV, fmt.Sprintf("mode=755,size=%d,nr_inodes=20000", size)); err != nil {
		return os.NewSyscallError("mount a tmpfs", err)
	}
	for _, build := range []func(Root) error{folders, hostFolders, devices, files} {
		if err := build(root); err != nil {
			return err
		}
	}
	if err := unix.Mount("proc", scaffold+"/proc", "proc", unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOEXEC, ""); err != nil {
		return os.NewSyscallError("mount /proc", err)
	}
	if err := unix.Sethostname([]byte(cmp.Or(root.Hostname, "sender.test"))); err != nil {
		return os.NewSyscallError("sethostname", err)
	}
	return moveIn()
}

// moveIn makes the scaffold the root; the host's goes out of sight.
func moveIn() error {
	if err := os.Chdir(scaffold); err != nil {
		return err
	}
	if err := unix.PivotRoot(".", "."); err != nil {
		return os.NewSyscallError("pivot_root", err)
	}
	if err := unix.Unmount(".", unix.MNT_DETACH); err != nil {
		return os.NewSyscallError("umount", err)
	}
	return os.Chdir("/")
}

func folders(Root) error {
	for _, name := range []string{"dev/shm", "etc/ssl/certs", "home", "proc", "root", "run", "sys", "usr",
		"var/cache", "var/lib", "var/log", "var/mail", "var/spool"} {
		if err := os.MkdirAll(filepath.Join(scaffold, name), 0o755); err != nil {
			return err
		}
	}
	for _, name := range []string{"tmp", "var/tmp", "dev/shm"} {
		if err := os.MkdirAll(filepath.Join(scaffold, name), 0o755); err != nil {
			return err
		}
		if err := os.Chmod(filepath.Join(scaffold, name), 0o777|fs.ModeSticky); err != nil {
			return err
		}
	}
	for link, target := range map[string]string{"var/run": "/run", "dev/fd": "/proc/self/fd", "dev/stdin": "/proc/self/fd/0",
		"dev/stdout": "/proc/self/fd/1", "dev/stderr": "/proc/self/fd/2"} {
		if err := os.Symlink(target, filepath.Join(scaffold, link)); err != nil {
			return err
		}
	}
	return nil
}

// hostFolders shows /usr, what belongs to it, and what the Root names.
func hostFolders(root Root) error {
	usr := filepath.Join(scaffold, "usr")
	if root.Packages == "" {
		if err := show("/usr", usr); err != nil {
			return err
		}
	} else if err := overlay(filepath.Join(root.Packages, "usr"), "/usr", usr); err != nil {
		return err
	}
	for _, name := range []string{"bin", "sbin", "lib", "lib32", "lib64", "libx32"} {
		if err := showOrLink("/" + name); err != nil {
			return err
		}
	}
	shown := append([]string{"/etc/alternatives"}, root.Show...)
	for _, name := range shown {
		if _, err := os.Stat(name); name == "/etc/alternatives" && err != nil {
			continue
		}
		if err := show(name, filepath.Join(scaffold, name)); err != nil {
			return err
		}
	}
	return nil
}

// overlay shows two folders as one, read-only.
func overlay(upper, lower, at string) error {
	if strings.ContainsAny(upper, ":,\\") {
		return fmt.Errorf("show %s: its name must have no colon, comma or backslash", upper)
	}
	err := unix.Mount("overlay", at, "overlay", unix.MS_RDONLY|unix.MS_NODEV, "lowerdir="+upper+":"+lower)
	return os.NewSyscallError("mount "+upper+" over "+lower, err)
}

// showOrLink shows a folder of the host, or makes the same symbolic link (/bin → usr/bin).
func showOrLink(name string) error {
	info, err := os.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.Mode()&fs.ModeSymlink == 0:
		return show(name, filepath.Join(scaffold, name))
	}
	target, err := os.Readlink(name)
	if err != nil {
		return err
	}
	return os.Symlink(target, filepath.Join(scaffold, name))
}

// show mounts a file or folder of the host at a place of the new root, read-only.
func show(name, at string) error {
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	if err := makePlace(at, info.IsDir()); err != nil {
		return err
	}
	if err := unix.Mount(name, at, "", unix.MS_BIND|unix.MS_REC, ""); err != nil {
		return os.NewSyscallError("mount "+name, err)
	}
	readOnly := &unix.MountAttr{Attr_set: unix.MOUNT_ATTR_RDONLY}
	err = unix.MountSetattr(unix.AT_FDCWD, at, unix.AT_RECURSIVE, readOnly)
	return os.NewSyscallError("mount_setattr "+name, err)
}

func makePlace(at string, folder bool) error {
	if folder {
		return os.MkdirAll(at, 0o755)
	}
	if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
		return err
	}
	return os.WriteFile(at, nil, 0o644)
}

// devices are shown, as a user namespace cannot make any.
func devices(Root) error {
	for _, name := range []string{"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty"} {
		at := filepath.Join(scaffold, name)
		if err := makePlace(at, false); err != nil {
			return err
		}
		if err := unix.Mount(name, at, "", unix.MS_BIND, ""); err != nil {
			return os.NewSyscallError("mount "+name, err)
		}
	}
	return nil
}

// files writes what every program expects, and then what the Root has, which wins.
func files(root Root) error {
	for _, name := range []string{"/etc/ld.so.cache", "/etc/services", "/etc/protocols", "/etc/ssl/openssl.cnf", "/etc/localtime"} {
		if content, err := os.ReadFile(name); err == nil {
			if err := os.WriteFile(filepath.Join(scaffold, name), content, 0o644); err != nil {
				return err
			}
		}
	}
	for _, file := range slices.Concat(commonFiles(root), root.Files) {
		if err := file.make(); err != nil {
			return err
		}
	}
	return nil
}

// commonFiles let a program find the world's name server, and users of the usual names.
func commonFiles(root Root) []File {
	hostname := cmp.Or(root.Hostname, "sender.test")
	short, _, _ := strings.Cut(hostname, ".")
	content := map[string]string{
		"/etc/resolv.conf":   "nameserver " + NameServer.Addr().String() + "\noptions trust-ad\n",
		"/etc/hosts":         "127.0.0.1 localhost\n::1 localhost\n" + SenderAddress.String() + " " + hostname + " " + short + "\n",
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

func (f File) make() error {
	at := filepath.Join(scaffold, f.Path)
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
