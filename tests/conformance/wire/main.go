// A daemon on the libraries that daemons link which are written in Go: it connects with a key, takes an import,
// tells how it goes, hands a file in, completes it, and waits for the next one until it wants none any more. Each
// thing that it has done is a line.
//
//	wire URL KEY
package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/coder/websocket"
	"github.com/hashicorp/yamux"
	"google.golang.org/protobuf/encoding/protowire"
	"storj.io/drpc"
	"storj.io/drpc/drpcconn"
)

const service = "/provisionerd.ProvisionerDaemon/"

// message is one of the protocol, as bytes.
type message struct{ bytes []byte }

// raw hands messages on as they are.
type raw struct{}

func (raw) Marshal(of drpc.Message) ([]byte, error) { return of.(*message).bytes, nil }

func (raw) Unmarshal(bytes []byte, into drpc.Message) error {
	into.(*message).bytes = append([]byte(nil), bytes...)
	return nil
}

func (of *message) text(number protowire.Number, text string) *message {
	return of.data(number, []byte(text))
}

func (of *message) data(number protowire.Number, data []byte) *message {
	of.bytes = protowire.AppendTag(of.bytes, number, protowire.BytesType)
	of.bytes = protowire.AppendBytes(of.bytes, data)
	return of
}

func (of *message) number(number protowire.Number, value uint64) *message {
	of.bytes = protowire.AppendTag(of.bytes, number, protowire.VarintType)
	of.bytes = protowire.AppendVarint(of.bytes, value)
	return of
}

// field gives the last value of a field of bytes.
func (of *message) field(wanted protowire.Number) (found []byte) {
	rest := of.bytes
	for len(rest) > 0 {
		number, kind, used := protowire.ConsumeTag(rest)
		rest = rest[used:]
		if number == wanted && kind == protowire.BytesType {
			found, _ = protowire.ConsumeBytes(rest)
		}
		rest = rest[protowire.ConsumeFieldValue(number, kind, rest):]
	}
	return found
}

type daemon struct{ session *yamux.Session }

func connect(ctx context.Context, url, key string) (*daemon, error) {
	header := http.Header{}
	header.Set("Coder-Provisioner-Daemon-Key", key)
	header.Set("X-Coder-Build-Version", "v2.36.0")
	options := &websocket.DialOptions{HTTPHeader: header, CompressionMode: websocket.CompressionDisabled}
	connection, _, err := websocket.Dial(ctx, url, options)
	if err != nil {
		return nil, err
	}
	connection.SetReadLimit(256 * 1024)
	config := yamux.DefaultConfig()
	// Far less than what it waits for otherwise: a server that doesn't take a stream is noticed soon.
	config.StreamOpenTimeout = 5 * time.Second
	config.KeepAliveInterval = time.Second
	session, err := yamux.Client(websocket.NetConn(ctx, connection, websocket.MessageBinary), config)
	return &daemon{session}, err
}

// conn is a connection of its own for each call, as daemons have it.
func (of *daemon) conn() (*drpcconn.Conn, error) {
	stream, err := of.session.Open()
	if err != nil {
		return nil, err
	}
	return drpcconn.New(stream), nil
}

func (of *daemon) call(ctx context.Context, name string, asked *message) (*message, error) {
	conn, err := of.conn()
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	told := &message{}
	return told, conn.Invoke(ctx, service+name, raw{}, asked, told)
}

// acquire waits for a job; cancel, where it is given, asks for none any more.
func (of *daemon) acquire(ctx context.Context, cancel <-chan time.Time) (*message, error) {
	conn, err := of.conn()
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	stream, err := conn.NewStream(ctx, service+"AcquireJobWithCancel", raw{})
	if err != nil {
		return nil, err
	}
	defer stream.Close()
	go func() {
		if _, comes := <-cancel; comes {
			_ = stream.MsgSend(&message{}, raw{})
		}
	}()
	told := &message{}
	return told, stream.MsgRecv(told, raw{})
}

func (of *daemon) upload(ctx context.Context, data []byte) error {
	conn, err := of.conn()
	if err != nil {
		return err
	}
	defer conn.Close()
	stream, err := conn.NewStream(ctx, service+"UploadFile", raw{})
	if err != nil {
		return err
	}
	hash := sha256.Sum256(data)
	const piece = 2 << 20
	pieces := (len(data) + piece - 1) / piece
	said := (&message{}).number(1, 1).data(2, hash[:]).number(3, uint64(len(data))).number(4, uint64(pieces))
	if err := stream.MsgSend((&message{}).data(1, said.bytes), raw{}); err != nil {
		return err
	}
	for at := 0; at < pieces; at++ {
		end := min(len(data), (at+1)*piece)
		one := (&message{}).data(1, data[at*piece:end]).data(2, hash[:]).number(3, uint64(at))
		if err := stream.MsgSend((&message{}).data(2, one.bytes), raw{}); err != nil {
			return err
		}
	}
	if err := stream.CloseSend(); err != nil {
		return err
	}
	return stream.MsgRecv(&message{}, raw{})
}

func run(ctx context.Context, url, key string) error {
	of, err := connect(ctx, url, key)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	fmt.Println("connected")
	job, err := of.acquire(ctx, nil)
	if err != nil {
		return fmt.Errorf("acquire: %w", err)
	}
	id := string(job.field(1))
	fmt.Println("acquired", id, len(job.field(5)))
	line := (&message{}).number(1, 1).number(2, 2).number(3, uint64(time.Now().UnixMilli())).
		text(4, "Parsing template parameters").text(5, "a line of a daemon in Go")
	update := (&message{}).text(1, id).data(2, line.bytes).text(6, "# From elsewhere")
	if _, err := of.call(ctx, "UpdateJob", update); err != nil {
		return fmt.Errorf("update: %w", err)
	}
	fmt.Println("updated")
	if err := of.upload(ctx, make([]byte, 3<<20)); err != nil {
		return fmt.Errorf("upload: %w", err)
	}
	fmt.Println("uploaded")
	if _, err := of.call(ctx, "UpdateJob", (&message{}).text(1, "no id")); err == nil {
		return errors.New("an id that is none was taken")
	} else {
		fmt.Println("refused", err)
	}
	resource := (&message{}).text(1, "disk").text(2, "volume")
	result := (&message{}).text(1, id).data(3, (&message{}).data(1, resource.bytes).bytes)
	if _, err := of.call(ctx, "CompleteJob", result); err != nil {
		return fmt.Errorf("complete: %w", err)
	}
	fmt.Println("completed")
	// Longer than the session waits for a stream to be taken.
	none, err := of.acquire(ctx, time.After(8*time.Second))
	if err != nil || len(none.field(1)) > 0 {
		return fmt.Errorf("cancel: %w", errors.Join(err, fmt.Errorf("job %q", none.field(1))))
	}
	fmt.Println("canceled")
	return of.session.Close()
}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	if err := run(ctx, os.Args[1], os.Args[2]); err != nil {
		fmt.Println("fault", err)
		os.Exit(1)
	}
}
