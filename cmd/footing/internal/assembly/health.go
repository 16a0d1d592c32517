package assembly

import (
	"context"
	"encoding/json"
	"math"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// checkAdmin reports an admin port that cannot be opened. For doctor a port that a running serve answers on is fine.
func (a *Assembly) checkAdmin(ctx context.Context) {
	if a.want.again { // this process has the port
		return
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", a.Config.Admin.Addr)
	if err == nil {
		err = listener.Close()
	}
	if err == nil || (!a.want.Serve && answersHealth(ctx, a.Config.Admin.Addr)) {
		return
	}
	a.report("admin", failed, "the port for whoever watches cannot be opened: "+err.Error(),
		"Choose another with admin.addr (FOOTING_ADMIN_ADDR).")
}

// answersHealth tells whether a serve answers health requests at an address.
func answersHealth(ctx context.Context, addr string) bool {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+"/healthz", nil)
	if err != nil {
		return false
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	defer func() { _ = answer.Body.Close() }()
	var said struct{ Ready *bool }
	return json.NewDecoder(answer.Body).Decode(&said) == nil && said.Ready != nil
}

// Warnings are the warnings of the start and of the latest look at the ladder.
func (a *Assembly) Warnings() []string {
	all := slices.DeleteFunc(slices.Clone(a.found), func(f finding) bool {
		return f.Check == "ladder" || f.Check == "canary"
	})
	if l := a.look.Load(); l != nil {
		if f, ok := l.finding(a.Config.AcceptUnreachable); ok {
			all = append(all, f)
		}
		all = append(all, l.untested()...)
	}
	var said []string
	for _, f := range all {
		if f.State == warning || f.State == failed {
			said = append(said, f.Check+": "+f.What)
		}
	}
	return said
}

// unreachable is, for the metrics, the number of patients without anybody to call at the latest look.
func (a *Assembly) unreachable() prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "footing_patients_unreachable",
		Help: "Patients about whom nobody could be called at the latest look. Anything above 0 needs a human.",
	}, func() float64 {
		l := a.look.Load()
		switch {
		case l == nil:
			return 0 // nobody was in the store at the start
		case l.err != nil:
			return math.NaN()
		}
		return float64(l.alone)
	})
}
