package namespace

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

	"golang.org/x/sys/unix"
)

// Furnish makes the file system that programs find inside; the first Start otherwise makes the default
// one. What was there before, programs and files, is there no more. Packages, Show and Size cannot
// change.
func (p *Private) Furnish(ctx context.Context, root Root) error {
	if err := p.ready(ctx); err != nil {
		return err
	}
	p.furnishing.Lock()
	defer p.furnishing.Unlock()
	p.hasRoot = true
	tenant := p.Tenant()
	if _, err := p.ask(ctx, order{Do: "furnish", Root: &root}); err != nil {
		return errors.Join(fmt.Errorf("furnish the private network: %w", err), end(tenant))
	}
	return end(tenant)
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

// house is the root that the child has moved into.
type house struct {
	packages string
	show     []string
	size     int64
	host     []File // what it has of the host's files
}

// furnish puts the new root together and moves into it, and with it all that is started later. A root that
// is there already is emptied.
func (c *child) furnish(root Root) error {
	size := cmp.Or(root.Size, 64<<20)
	if c.house != nil {
		if root.Packages != c.house.packages || size != c.house.size || !slices.Equal(root.Show, c.house.show) {
			return errors.New("what was mounted for another root stays")
		}
		if err := errors.Join(c.endAll(), empty("/")); err != nil {
			return err
		}
		return c.house.fill("/", root)
	}
	if err := unix.Mount("tmpfs", scaffold, "tmpfs", unix.MS_NOSUID|unix.MS_NODEV, fmt.Sprintf("mode=755,size=%d,nr_inodes=20000", size)); err != nil {
		return os.NewSyscallError("mount a tmpfs", err)
	}
	made := &house{packages: root.Packages, show: root.Show, size: size, host: hostFiles()}
	for _, build := range []func(Root) error{hostFolders, devices} {
		if err := build(root); err != nil {
			return err
		}
	}
	if err := made.fill(scaffold, root); err != nil {
		return err
	}
	if err := mountProc(); err != nil {
		return err
	}
	c.house = made
	return moveIn()
}

func mountProc() error {
	at := filepath.Join(scaffold, "proc")
	return os.NewSyscallError("mount /proc", unix.Mount("proc", at, "proc", unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOEXEC, ""))
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

// hostFolders shows /usr, what belongs to it, and what the Root names.
func hostFolders(root Root) error {
	usr := filepath.Join(scaffold, "usr")
	if err := os.MkdirAll(usr, 0o755); err != nil {
		return err
	}
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
