package namespace

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"golang.org/x/sys/unix"
)

// MountRoot makes the file system that programs find inside; the first Start otherwise makes the default
// one. What was there before, programs and files, is there no more. Packages, Show and Size cannot
// change.
func (p *Private) MountRoot(ctx context.Context, root Root) error {
	if err := p.ready(ctx); err != nil {
		return err
	}
	p.furnishing.Lock()
	defer p.furnishing.Unlock()
	p.hasRoot = true
	if root.Addresses == nil {
		root.Addresses = p.senderAddresses()
	}
	resident := p.Resident()
	trees, err := p.trees(root)
	if err != nil {
		return errors.Join(fmt.Errorf("mount the root of the private network: %w", err), end(resident))
	}
	defer closeAll(trees)
	p.cgroup.set(root.Limits)
	if _, err := p.call(ctx, request{Do: "furnish", Root: &root}, trees...); err != nil {
		return errors.Join(fmt.Errorf("mount the root of the private network: %w", err), end(resident))
	}
	return end(resident)
}

// rootMounted makes the default Root unless there is one.
func (p *Private) rootMounted(ctx context.Context) error {
	p.furnishing.Lock()
	has := p.hasRoot
	p.furnishing.Unlock()
	if has {
		return nil
	}
	return p.MountRoot(ctx, Root{})
}

// EndPrograms ends every program inside, and returns once nothing is left of them.
func (p *Private) EndPrograms(ctx context.Context) error {
	_, err := p.call(ctx, request{Do: "end"})
	if err != nil {
		return fmt.Errorf("end the programs in the private network: %w", err)
	}
	return nil
}

// Open opens a file of the Root for reading, from outside.
func (p *Private) Open(ctx context.Context, path string) (*os.File, error) {
	files, err := p.call(ctx, request{Do: "open", Address: path})
	if err != nil || len(files) != 1 {
		closeAll(files)
		return nil, &fs.PathError{Op: "open", Path: path, Err: cmp.Or(err, fs.ErrInvalid)}
	}
	return files[0], nil
}

// staging is where the new root is put together: a folder that every system has and nobody needs
// while that goes on.
const staging = "/sys"

// rootfs is the root that the child has moved into.
type rootfs struct {
	packages string
	show     []string
	size     int64
	host     []File // what it has of the host's files
	root     Root   // as it was asked for last
}

// mountRoot puts the new root together and moves into it, and with it all that is started later. A root that
// is there already is emptied.
func (c *child) mountRoot(root Root, trees []*os.File) error {
	size := cmp.Or(root.Size, 256<<20)
	if c.rootfs != nil {
		if root.Packages != c.rootfs.packages || size != c.rootfs.size || !slices.Equal(root.Show, c.rootfs.show) {
			return errors.New("what was mounted for another root stays")
		}
		if err := errors.Join(c.endAll(), empty("/")); err != nil {
			return err
		}
		c.rootfs.root = root
		return c.rootfs.fill("/", root)
	}
	if err := unix.Mount("tmpfs", staging, "tmpfs", c.ownMountFlags(), fmt.Sprintf("mode=755,size=%d,nr_inodes=20000", size)); err != nil {
		return os.NewSyscallError("mount a tmpfs", err)
	}
	made := &rootfs{packages: root.Packages, show: root.Show, size: size, host: hostFiles(), root: root}
	if err := c.hostFolders(root, trees); err != nil {
		return err
	}
	if err := c.devices(); err != nil {
		return err
	}
	if err := made.fill(staging, root); err != nil {
		return err
	}
	if err := c.mountProc(); err != nil {
		return err
	}
	c.rootfs = made
	return pivotRoot()
}

// pivotRoot makes staging the root; the host's goes out of sight.
func pivotRoot() error {
	if err := os.Chdir(staging); err != nil {
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
