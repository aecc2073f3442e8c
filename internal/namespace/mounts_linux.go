package namespace

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sys/unix"
)

// seals says whether a part of the seal is to be put on.
func (c *child) seals(part part) bool { return !slices.Contains(c.without, part) }

// ownMountFlags are those of whatever programs may write to.
func (c *child) ownMountFlags() uintptr {
	if !c.seals(mountFlags) {
		return 0
	}
	return unix.MS_NOSUID | unix.MS_NODEV
}

// trees opens the folders and files of the host that root shows, first Packages, so that users inside who may not
// go through the folders above find them. None where the process inside is the same user.
func (p *Private) trees(root Root) ([]*os.File, error) {
	if p.users != ownUsers {
		return nil, nil
	}
	names := root.Show
	if root.Packages != "" {
		names = append([]string{filepath.Join(root.Packages, "usr")}, names...)
	}
	if len(names) > mostFiles {
		return nil, fmt.Errorf("show %d files and folders: at most %d can be", len(names), mostFiles)
	}
	var trees []*os.File
	for _, name := range names {
		tree, err := unix.OpenTree(unix.AT_FDCWD, name, unix.OPEN_TREE_CLONE|unix.OPEN_TREE_CLOEXEC|unix.AT_RECURSIVE)
		if err != nil {
			closeAll(trees)
			return nil, &fs.PathError{Op: "open_tree", Path: name, Err: err}
		}
		trees = append(trees, os.NewFile(uintptr(tree), name))
	}
	return trees, nil
}

// hostFolders shows /usr, what belongs to it, and what the Root names.
func (c *child) hostFolders(root Root, trees []*os.File) error {
	next := func() *os.File {
		if len(trees) == 0 {
			return nil
		}
		first := trees[0]
		trees = trees[1:]
		return first
	}
	usr := filepath.Join(staging, "usr")
	if err := os.MkdirAll(usr, 0o755); err != nil {
		return err
	}
	if root.Packages == "" {
		if err := c.show("/usr", usr, nil); err != nil {
			return err
		}
	} else if err := c.overlay(filepath.Join(root.Packages, "usr"), next(), "/usr", usr); err != nil {
		return err
	}
	for _, name := range []string{"bin", "sbin", "lib", "lib32", "lib64", "libx32"} {
		if err := c.showOrLink("/" + name); err != nil {
			return err
		}
	}
	if _, err := os.Stat("/etc/alternatives"); err == nil {
		if err := c.show("/etc/alternatives", filepath.Join(staging, "/etc/alternatives"), nil); err != nil {
			return err
		}
	}
	for _, name := range root.Show {
		if err := c.show(name, filepath.Join(staging, name), next()); err != nil {
			return err
		}
	}
	return nil
}

// overlay shows two folders as one, read-only.
func (c *child) overlay(upper string, tree *os.File, lower, at string) error {
	if tree != nil {
		staged := filepath.Join(staging, "upper")
		if err := c.show(upper, staged, tree); err != nil {
			return err
		}
		defer os.Remove(staged)
		defer unix.Unmount(staged, unix.MNT_DETACH) // the overlay has it
		upper = staged
	}
	if strings.ContainsAny(upper, ":,\\") {
		return fmt.Errorf("show %s: its name must have no colon, comma or backslash", upper)
	}
	err := unix.Mount("overlay", at, "overlay", unix.MS_RDONLY|c.ownMountFlags(), "lowerdir="+upper+":"+lower)
	return os.NewSyscallError("mount "+upper+" over "+lower, err)
}

// showOrLink shows a folder of the host, or makes the same symbolic link (/bin → usr/bin).
func (c *child) showOrLink(name string) error {
	info, err := os.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.Mode()&fs.ModeSymlink == 0:
		return c.show(name, filepath.Join(staging, name), nil)
	}
	target, err := os.Readlink(name)
	if err != nil {
		return err
	}
	return os.Symlink(target, filepath.Join(staging, name))
}

// show mounts a file or folder of the host, which tree is if there is one, at a place of the new root, read-only.
func (c *child) show(name, at string, tree *os.File) error {
	stat := func() (fs.FileInfo, error) { return os.Stat(name) }
	if tree != nil {
		stat = tree.Stat
	}
	info, err := stat()
	if err != nil {
		return err
	}
	if err := makePlace(at, info.IsDir()); err != nil {
		return err
	}
	if tree != nil {
		err = unix.MoveMount(int(tree.Fd()), "", unix.AT_FDCWD, at, unix.MOVE_MOUNT_F_EMPTY_PATH)
	} else {
		err = unix.Mount(name, at, "", unix.MS_BIND|unix.MS_REC, "")
	}
	if err != nil {
		return os.NewSyscallError("mount "+name, err)
	}
	attributes := uint64(unix.MOUNT_ATTR_RDONLY)
	if c.seals(mountFlags) {
		attributes |= unix.MOUNT_ATTR_NOSUID | unix.MOUNT_ATTR_NODEV
	}
	return restrict(at, attributes)
}

// restrict sets attributes of a mount and all below it.
func restrict(at string, attributes uint64) error {
	err := unix.MountSetattr(unix.AT_FDCWD, at, unix.AT_RECURSIVE, &unix.MountAttr{Attr_set: attributes})
	return os.NewSyscallError("mount_setattr "+at, err)
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

// devices are shown, as a user namespace cannot make any: those that every container has.
func (c *child) devices() error {
	for _, name := range []string{"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty"} {
		at := filepath.Join(staging, name)
		if err := makePlace(at, false); err != nil {
			return err
		}
		if err := unix.Mount(name, at, "", unix.MS_BIND, ""); err != nil {
			return os.NewSyscallError("mount "+name, err)
		}
		if !c.seals(mountFlags) {
			continue
		}
		if err := restrict(at, unix.MOUNT_ATTR_NOSUID|unix.MOUNT_ATTR_NOEXEC); err != nil {
			return err
		}
	}
	return nil
}

// What of /proc is about the machine, and not about the processes inside: the first can only be read, the second
// not even that. /sys is an empty folder.
var (
	readOnly = []string{"bus", "fs", "irq", "sys", "sysrq-trigger"}
	hidden   = []string{"acpi", "asound", "interrupts", "kallsyms", "kcore", "key-users", "keys", "kmsg", "kpagecgroup", "kpagecount",
		"kpageflags", "latency_stats", "modules", "sched_debug", "scsi", "slabinfo", "timer_list", "vmallocinfo"}
)

// tryProc finds out whether this user namespace may mount a /proc: not where something of the machine's is covered,
// as in most containers, which root there may do without a user namespace.
func tryProc() error {
	if err := unix.Mount("proc", staging, "proc", unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOEXEC, ""); err != nil {
		return os.NewSyscallError("mount /proc", err)
	}
	return os.NewSyscallError("umount /proc", unix.Unmount(staging, unix.MNT_DETACH))
}

// mountProc mounts the /proc of the processes inside.
func (c *child) mountProc() error {
	proc := filepath.Join(staging, "proc")
	if err := unix.Mount("proc", proc, "proc", unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOEXEC, ""); err != nil {
		return os.NewSyscallError("mount /proc", err)
	}
	if !c.seals(masks) {
		return nil
	}
	const noUse = unix.MOUNT_ATTR_RDONLY | unix.MOUNT_ATTR_NOSUID | unix.MOUNT_ATTR_NODEV | unix.MOUNT_ATTR_NOEXEC
	for _, name := range readOnly {
		at := filepath.Join(proc, name)
		if err := bind(at, at); err == nil {
			err = restrict(at, noUse)
			if err != nil {
				return err
			}
		} else if !errors.Is(err, unix.ENOENT) {
			return err
		}
	}
	return hide(proc)
}

// hide puts something empty over each of the hidden: /dev/null over a file, /sys as it was made over a folder.
func hide(proc string) error {
	for _, name := range hidden {
		at := filepath.Join(proc, name)
		info, err := os.Lstat(at)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		nothing := filepath.Join(staging, "dev/null")
		if info.IsDir() {
			nothing = filepath.Join(staging, "sys")
		}
		if err := bind(nothing, at); err != nil {
			return err
		}
		if err := restrict(at, unix.MOUNT_ATTR_RDONLY); err != nil {
			return err
		}
	}
	return nil
}

func bind(name, at string) error {
	return os.NewSyscallError("mount "+name, unix.Mount(name, at, "", unix.MS_BIND, ""))
}
