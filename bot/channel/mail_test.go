package channel

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"net"
	"net/mail"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// postOffice is a mail server that speaks enough SMTP to take a mail, or to refuse somebody.
type postOffice struct {
	addr    string
	refuses string // a recipient

	mu    sync.Mutex
	mails []letter
}

type letter struct {
	from string
	to   []string
	text string
}

func newPostOffice(t *testing.T, refuses string) *postOffice {
	t.Helper()
	var listen net.ListenConfig
	listener, err := listen.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	o := &postOffice{addr: listener.Addr().String(), refuses: refuses}
	var served sync.WaitGroup
	served.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			served.Go(func() { o.serve(conn) })
		}
	})
	t.Cleanup(func() { _ = listener.Close(); served.Wait() })
	return o
}

// serve holds one conversation.
func (o *postOffice) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	say := func(line string) { _, _ = fmt.Fprintf(conn, "%s\r\n", line) }
	said := bufio.NewScanner(conn)
	say("220 here")
	var l letter
	for said.Scan() {
		verb, rest, _ := strings.Cut(said.Text(), " ")
		switch strings.ToUpper(verb) {
		case "MAIL":
			l = letter{from: address(rest)}
			say("250 ok")
		case "RCPT":
			if address(rest) == o.refuses {
				say("550 nobody here")
				continue
			}
			l.to = append(l.to, address(rest))
			say("250 ok")
		case "DATA":
			say("354 go on")
			for said.Scan() && said.Text() != "." {
				l.text += said.Text() + "\n"
			}
			o.mu.Lock()
			o.mails = append(o.mails, l)
			o.mu.Unlock()
			say("250 taken")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func address(rest string) string {
	_, rest, _ = strings.Cut(rest, "<")
	rest, _, _ = strings.Cut(rest, ">")
	return rest
}

func (o *postOffice) taken() []letter {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.mails
}

// byMail is a channel whose command is the script that ships, with settings for a mail server on this machine.
func byMail(t *testing.T, o *postOffice) *Channel {
	t.Helper()
	if _, err := exec.LookPath("curl"); err != nil {
		const missing = "no curl: install the Debian package curl"
		if os.Getenv("FOOTING_TEST_CURL") == "require" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	conf := filepath.Join(t.TempDir(), "mail.conf")
	settings := strings.Join([]string{
		"url=smtp://" + o.addr, "from=footing@example.org", "to='on-call@example.org  lead@example.org'", "tls=none", "",
	}, "\n")
	if err := os.WriteFile(conf, []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	return New(Options{
		Command: []string{"../../deploy/alert-by-mail.sh", conf},
		Environ: []string{"PATH=" + os.Getenv("PATH"), "FOOTING_TELEGRAM_TOKEN=1:secret"},
	})
}

// TestMail: the script that ships brings an alert to everybody who is named, through a real mail server.
func TestMail(t *testing.T) {
	o := newPostOffice(t, "")
	if err := byMail(t, o).Send(t.Context(), page()); err != nil {
		t.Fatal(err)
	}
	taken := o.taken()
	if len(taken) != 1 || taken[0].from != "footing@example.org" ||
		strings.Join(taken[0].to, " ") != "on-call@example.org lead@example.org" {
		t.Fatalf("taken: %+v", taken)
	}
	m, err := mail.ReadMessage(strings.NewReader(taken[0].text))
	if err != nil {
		t.Fatalf("%v in\n%s", err, taken[0].text)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil || subject != page().Text {
		t.Errorf("the subject is %q, %v", subject, err)
	}
	if to, err := m.Header.AddressList("To"); err != nil || len(to) != 2 {
		t.Errorf("to %v, %v", to, err)
	}
	if _, err := m.Header.Date(); err != nil {
		t.Error(err)
	}
	body, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, m.Body))
	if err != nil || !strings.HasPrefix(string(body), page().Text+"\r\n") {
		t.Errorf("the mail says %q, %v", body, err)
	}
	if strings.Contains(taken[0].text, "secret") {
		t.Error("the mail tells the token")
	}
}

// TestMailThatIsRefused: what did not reach everybody did not reach; Footing tries again.
func TestMailThatIsRefused(t *testing.T) {
	c := byMail(t, newPostOffice(t, "lead@example.org"))
	if err := c.Send(t.Context(), page()); err == nil {
		t.Error("a mail that a recipient's server refuses counts as sent")
	}
	gone := &postOffice{addr: "127.0.0.1:1"}
	if err := byMail(t, gone).Send(t.Context(), page()); err == nil {
		t.Error("a mail without a server counts as sent")
	}
}
