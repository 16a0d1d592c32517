package bench

import (
	"bytes"
	"encoding/json"
	"net/http"
	"path"
	"strconv"
	"time"
)

// ServeHTTP is the Bot API. On the way it notes when an update was handed to the poll, and when its reply came.
func (p *phones) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch path.Base(r.URL.Path) {
	case "getUpdates":
		p.sim.ServeHTTP(&overheard{ResponseWriter: w, hear: p.handed}, r)
	case "sendMessage", "editMessageText", "editMessageReplyMarkup":
		came, fresh := p.clock().Run, path.Base(r.URL.Path) == "sendMessage"
		p.sim.ServeHTTP(&overheard{ResponseWriter: w, hear: func(body []byte) { p.replied(came, fresh, body) }}, r)
	default:
		p.sim.ServeHTTP(w, r)
	}
}

// overheard is a response whose body, which the simulator writes at once, is heard before it is sent.
type overheard struct {
	http.ResponseWriter
	hear func([]byte)
}

// Write passes the body on.
func (o *overheard) Write(body []byte) (int, error) {
	o.hear(body)
	return o.ResponseWriter.Write(body)
}

// handed notes whose updates the bot now has. Each person has one under way at a time.
func (p *phones) handed(body []byte) {
	now, mark := p.clock().Run, []byte(`"from":{"id":`)
	for {
		_, rest, found := bytes.Cut(body, mark)
		if !found {
			return
		}
		end := bytes.IndexByte(rest, ',')
		if id, err := strconv.ParseInt(string(rest[:max(end, 0)]), 10, 64); err == nil {
			if one := p.people[id]; one != nil { // else the bot itself
				one.handed(now)
			}
		}
		body = rest
	}
}

// shown is what the bot is answered when a message is on a phone, or the reason why not.
type shown struct {
	OK          bool   `json:"ok"`
	Description string `json:"description"`
	Result      struct {
		ID   int `json:"message_id"`
		Chat struct {
			ID int64 `json:"id"`
		} `json:"chat"`
		Markup struct {
			Rows [][]struct {
				Data string `json:"callback_data"`
			} `json:"inline_keyboard"`
		} `json:"reply_markup"`
	} `json:"result"`
}

// replied notes a message that came, fresh or edited, or was refused.
func (p *phones) replied(came time.Duration, fresh bool, body []byte) {
	var s shown
	if err := json.Unmarshal(body, &s); err != nil || !s.OK {
		p.refuse(s.Description)
		return
	}
	if fresh {
		p.sent()
	}
	if one := p.people[s.Result.Chat.ID]; one != nil {
		one.sees(came, s)
	}
}
