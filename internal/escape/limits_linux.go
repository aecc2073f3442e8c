package escape

import (
	"errors"
	"os"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

func fill(size string) error {
	most, err := strconv.Atoi(size)
	if err != nil {
		return err
	}
	file, err := os.CreateTemp("", "fill")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	block := make([]byte, 1<<20)
	for range most {
		if _, err := file.Write(block); err != nil {
			return err
		}
	}
	return nil
}

func startProcesses(number string) error {
	most, err := strconv.Atoi(number)
	if err != nil {
		return err
	}
	return start(most, func(int) *syscall.SysProcAttr { return nil })
}

// startAsSeveral starts at most thirty processes as each user.
func startAsSeveral(number string) error {
	most, err := strconv.Atoi(number)
	if err != nil {
		return err
	}
	return start(most, func(started int) *syscall.SysProcAttr {
		user := uint32(2000 + started/30)
		return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: user, Gid: user}}
	})
}

func start(most int, as func(started int) *syscall.SysProcAttr) error {
	var started []int
	defer func() {
		for _, process := range started {
			_ = unix.Kill(process, unix.SIGKILL)
			_, _ = unix.Wait4(process, nil, 0, nil)
		}
	}()
	for range most {
		process, err := syscall.ForkExec("/usr/bin/sleep", []string{"sleep", "60"}, &syscall.ProcAttr{Sys: as(len(started))})
		if err != nil {
			return err
		}
		started = append(started, process)
	}
	return nil
}

// takeMemory asks for three GiB, of which it touches nothing.
func takeMemory(string) error {
	var taken [][]byte
	defer func() {
		for _, memory := range taken {
			_ = unix.Munmap(memory)
		}
	}()
	for range 24 {
		memory, err := unix.Mmap(-1, 0, 128<<20, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANONYMOUS|unix.MAP_NORESERVE)
		if err != nil {
			return err
		}
		taken = append(taken, memory)
	}
	return nil
}

func openFiles(string) error {
	var opened []int
	defer func() {
		for _, file := range opened {
			_ = unix.Close(file)
		}
	}()
	for range 1100 {
		file, err := unix.Dup(0)
		if err != nil {
			return err
		}
		opened = append(opened, file)
	}
	return nil
}

// dumpCore has a process die of what dumps core, into a folder of its own if anywhere.
func dumpCore(string) error {
	folder, err := os.MkdirTemp("", "core")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_CORE, &limit); err != nil {
		return err
	}
	limit.Cur = limit.Max
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &limit); err != nil {
		return err
	}
	process, err := syscall.ForkExec("/usr/bin/sleep", []string{"sleep", "60"}, &syscall.ProcAttr{Dir: folder})
	if err != nil {
		return err
	}
	var status unix.WaitStatus
	killed := unix.Kill(process, unix.SIGABRT)
	if _, err := unix.Wait4(process, &status, 0, nil); err != nil || killed != nil {
		return errors.Join(err, killed)
	}
	if !status.CoreDump() {
		return errors.New("no core was dumped")
	}
	return nil
}
