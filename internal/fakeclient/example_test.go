package fakeclient_test

import (
	"context"
	"fmt"
	"net"

	"mtalab/internal/fakeclient"
)

func ExampleOpen() {
	near, far := net.Pipe()
	go func() {
		fmt.Fprint(far, "220 mta.test\r\n")
		_, _ = far.Read(make([]byte, 100))
		fmt.Fprint(far, "250-mta.test\r\n250 STARTTLS\r\n")
	}()
	client := fakeclient.Open(context.Background(), near, fakeclient.Options{})
	defer client.Close()
	client.Say("EHLO client.test")
	for _, event := range client.Events()[1:] {
		fmt.Println(event)
	}
	// Output:
	// S 220 mta.test
	// C EHLO client.test
	// S 250-mta.test
	// S 250 STARTTLS
}
