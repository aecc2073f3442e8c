// Package debian finds the programs of real MTAs: those that are installed, and those that were
// unpacked from Debian's packages into a folder of the user's, for which it takes no root, and by which
// no service is started.
package debian

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"mtalab/internal/leftovers"
)

// ErrMissing says that a program is neither installed nor unpacked.
var ErrMissing = errors.New("the program is missing")

// Program is a program that was found.
type Program struct {
	// Path is where it lies in the private network, below /usr.
	Path string
	// Packages is the folder whose usr must lie over the system's; empty: it is installed.
	Packages string
}

// Cache is the folder below which packages are unpacked: $XDG_CACHE_HOME/mtalab.
func Cache() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("there is no folder for unpacked packages: %w", err)
	}
	return filepath.Join(cache, "mtalab"), nil
}

// Find looks for a program that a package brings, by its path below /usr: in the system, then in the
// cache.
func Find(name, path string) (Program, error) {
	if _, err := os.Stat(path); err == nil {
		return Program{Path: path}, nil
	}
	cache, err := Cache()
	if err != nil {
		return Program{}, fmt.Errorf("%w: no %s, and %w", ErrMissing, path, err)
	}
	folder := filepath.Join(cache, name)
	if _, err := os.Stat(filepath.Join(folder, path)); err == nil {
		return Program{Path: path, Packages: folder}, nil
	}
	return Program{}, fmt.Errorf("%w: no %s, and nothing unpacked by mtalab install %s", ErrMissing, path, name)
}

// debianNames are the packages that Install knows, with the one of Debian's that has the program. Those
// behind the blank line are what make bench compares with.
var debianNames = map[string]string{
	"postfix":   "postfix",
	"exim4":     "exim4-daemon-light",
	"sendmail":  "sendmail-bin",
	"opensmtpd": "opensmtpd",
	"msmtp":     "msmtp",
	"swaks":     "swaks",
	"unbound":   "unbound",

	"aiosmtpd": "python3-aiosmtpd",
	"dnsmasq":  "dnsmasq-base",
	"dnsperf":  "dnsperf",
	"knot":     "knot",
}

// Names are what Install knows.
func Names() []string { return slices.Sorted(maps.Keys(debianNames)) }

// Install unpacks a package, and those that it needs and that the system does not have, into the
// cache, and returns their names with their versions. It replaces what was unpacked before. It needs
// apt-get and dpkg-deb, and the lists of apt-get update, but no root.
func Install(ctx context.Context, name string) ([]string, error) {
	debian, known := debianNames[name]
	if !known {
		return nil, fmt.Errorf("install %q: unknown; want one of %s", name, strings.Join(Names(), ", "))
	}
	cache, err := Cache()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return nil, err
	}
	fresh, err := leftovers.Make(cache, freshPrefix)
	if err != nil {
		return nil, err
	}
	defer fresh.Close()
	unpacked, err := unpack(ctx, debian, fresh.Path)
	if err != nil {
		return nil, fmt.Errorf("install %s: %w", name, err)
	}
	folder := filepath.Join(cache, name)
	if err := errors.Join(os.RemoveAll(folder), os.Rename(filepath.Join(fresh.Path, "root"), folder)); err != nil {
		return nil, fmt.Errorf("install %s: %w", name, err)
	}
	return unpacked, nil
}

const freshPrefix = "unpacking-"

// Sweep removes what an Install has left that was killed.
func Sweep() {
	if cache, err := Cache(); err == nil {
		leftovers.Sweep(cache, freshPrefix)
	}
}

// unpack downloads and unpacks what a package needs into a folder named root.
func unpack(ctx context.Context, debian, folder string) ([]string, error) {
	wanted, err := needed(ctx, debian)
	if err != nil {
		return nil, err
	}
	if _, err := run(ctx, folder, "apt-get", append([]string{"-q", "download"}, wanted...)...); err != nil {
		return nil, err
	}
	archives, err := filepath.Glob(filepath.Join(folder, "*.deb"))
	if err != nil {
		return nil, err
	}
	root := filepath.Join(folder, "root")
	for _, archive := range archives {
		if _, err := run(ctx, folder, "dpkg-deb", "-x", archive, root); err != nil {
			return nil, err
		}
	}
	if err := mergeUsr(root); err != nil {
		return nil, err
	}
	return wanted, os.Chmod(root, 0o755)
}

// archive is a file name in what apt-get would download: name_version_architecture.deb.
var archive = regexp.MustCompile(`' ([a-z0-9.+-]+)_([^_ ]+)_[a-z0-9]+\.deb `)

// needed lists a package and those that it needs and the system lacks, as name=version.
func needed(ctx context.Context, debian string) ([]string, error) {
	listed, err := run(ctx, "/", "apt-get", "-qq", "--print-uris", "--no-install-recommends", "--reinstall", "install", debian)
	if err != nil {
		return nil, err
	}
	var wanted []string
	for _, found := range archive.FindAllStringSubmatch(listed, -1) {
		wanted = append(wanted, found[1]+"="+strings.ReplaceAll(found[2], "%3a", ":"))
	}
	if len(wanted) == 0 {
		return nil, fmt.Errorf("apt-get knows no package %s: run apt-get update as root first", debian)
	}
	return wanted, nil
}

// mergeUsr moves /bin, /sbin and /lib into /usr, where the systems that we overlay have them.
func mergeUsr(root string) error {
	for _, name := range []string{"bin", "sbin", "lib", "lib64"} {
		from := filepath.Join(root, name)
		err := filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			inside, err := filepath.Rel(root, path)
			if err != nil {
				return err
			}
			to := filepath.Join(root, "usr", inside)
			return errors.Join(os.MkdirAll(filepath.Dir(to), 0o755), os.Rename(path, to))
		})
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// run runs a tool of Debian's in a folder and returns what it printed.
func run(ctx context.Context, folder, name string, arguments ...string) (string, error) {
	command := exec.CommandContext(ctx, name, arguments...)
	command.Dir = folder
	command.Env = append(os.Environ(), "LC_ALL=C")
	var said strings.Builder
	command.Stderr = &said
	out, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w: %s", name, strings.Join(arguments, " "), err, strings.TrimSpace(said.String()))
	}
	return string(out), nil
}
