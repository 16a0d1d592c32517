package config

import (
	"net"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/caarlos0/env/v11"
)

// tokenShape is the form of BotFather's tokens: the bot's number, a colon, letters.
var tokenShape = regexp.MustCompile(`^[0-9]+:[A-Za-z0-9_-]+$`)

// officialHost is the host of Telegram's own Bot API, whose limits cannot be switched off.
const officialHost = "api.telegram.org"

// apply sets every field and reports, once for each key, a value of the wrong type or without sense.
func (c *Config) apply(all []setting) (problems []problem) {
	untyped := map[string]bool{}
	for _, s := range all {
		if s.text == "" {
			continue
		}
		// One key at a time, so that each problem has its key. The library's own words are not used, because they name
		// types of Go and quote the value.
		err := env.ParseWithOptions(c, env.Options{Environment: map[string]string{s.name: s.text}})
		untyped[s.name] = err != nil
	}
	c.Telegram.APIURL = strings.TrimRight(c.Telegram.APIURL, "/")
	for i, addr := range c.Redis.Addrs {
		c.Redis.Addrs[i] = strings.TrimSpace(addr)
	}
	senseless := c.senseless()
	for _, s := range all {
		if untyped[s.name] || senseless[s.name] {
			problems = append(problems, problem{setting: s, advice: mustBe(s.name)})
		}
	}
	c.Redis.URL = c.Redis.withLogin()
	return problems
}

// withLogin is the URL with Username and Password in it.
func (r Redis) withLogin() Secret {
	u, err := url.Parse(r.URL.Reveal())
	if err != nil || r.URL.Reveal() == "" || r.Username == "" && r.Password.Reveal() == "" {
		return r.URL
	}
	u.User = url.UserPassword(r.Username, r.Password.Reveal())
	return NewSecret(u.String())
}

// senseless lists the keys whose value breaks the rule of mustBe.
func (c *Config) senseless() map[string]bool {
	token, redisURL, password := c.Telegram.Token.Reveal(), c.Redis.URL.Reveal(), c.Redis.Password.Reveal()
	several := len(c.Redis.Addrs) > 0
	withLogin := several || redisURL != "" && !holdsLogin(redisURL)
	return map[string]bool{
		"telegram.token":   token != "" && !tokenShape.MatchString(token),
		"telegram.api_url": !isWebAddress(c.Telegram.APIURL),
		"telegram.rate":    !isRate(c.Telegram.Rate, c.Telegram.APIURL),
		"redis.url":        redisURL != "" && !isRedisURL(redisURL),
		"redis.addrs":      several && (redisURL != "" || slices.ContainsFunc(c.Redis.Addrs, isNoAddress)),
		"redis.master":     c.Redis.Master != "" && !several,
		"redis.username":   c.Redis.Username != "" && !withLogin,
		"redis.password":   password != "" && !withLogin,
		"channel.command":  len(c.Channel.Command) > 0 && strings.TrimSpace(c.Channel.Command[0]) == "",
		"channel.webhook":  c.Channel.Webhook.Reveal() != "" && !isHook(c.Channel.Webhook.Reveal()),
		"watch":            c.Watch.Reveal() != "" && !isHook(c.Watch.Reveal()),
		"operator.chat":    c.Operator.Chat < 0,
		"journal.limit":    c.Journal.Limit < 0,
		"admin.addr":       isNoAddress(c.Admin.Addr) || !c.Admin.Public && !isLoopback(c.Admin.Addr),
		"log.format":       c.Log.Format != "text" && c.Log.Format != "json",
	}
}

// mustBe is the rule for a key's value, in words an operator can act on.
func mustBe(key string) string {
	switch key {
	case "telegram.token":
		return "must be the token as BotFather gave it: digits, a colon, letters"
	case "telegram.api_url":
		return "must be an address such as https://api.telegram.org, with neither user, query nor fragment in it"
	case "telegram.rate":
		return "must be 30, or 1000 if the bot pays for broadcasts, or 0 (no limit) if telegram.api_url is a server of your own"
	case "redis.url":
		return "must be redis://host:6379/0, rediss://host:6379/0 (TLS) or unix:///path/to/redis.sock; for several servers use redis.addrs"
	case "redis.addrs":
		return "must be a list of host:port, and redis.url be left out"
	case "redis.master":
		return "goes with redis.addrs, the list of the Sentinels"
	case "redis.username", "redis.password":
		return "goes with redis.addrs, or with a redis.url that holds neither user nor password"
	case "channel.command":
		return "must be a list: a program and its arguments, such as [/usr/local/bin/page, on-call]"
	case "channel.webhook":
		return "must be an address such as https://pager.example.org/hooks/abc"
	case "watch":
		return "must be an address such as https://switch.example.org/ping/abc"
	case "operator.chat":
		return "must be the number of your own Telegram account, such as 123456789; bots such as @userinfobot tell it"
	case "journal.limit":
		return "must be a number of megabytes, such as 256, or 0 for no journal"
	case "admin.addr":
		return "must be host:port on this machine's loopback, such as 127.0.0.1:9464; to let other machines in, set admin.public to true"
	case "log.level":
		return "must be debug, info, warn or error"
	case "log.format":
		return "must be text or json"
	default:
		return "must be true or false"
	}
}

func isWebAddress(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != "" && u.User == nil &&
		u.RawQuery == "" && u.Fragment == ""
}

// isHook tells whether the text is an address to post to; a key may be anywhere in it.
func isHook(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != ""
}

func isRate(rate int, apiURL string) bool {
	u, err := url.Parse(apiURL)
	return rate == 30 || rate == 1000 || rate == 0 && err == nil && !strings.EqualFold(u.Hostname(), officialHost)
}

func isRedisURL(text string) bool {
	u, err := url.Parse(text)
	if err != nil {
		return false
	}
	if u.Scheme == "unix" {
		return u.Host == "" && u.Path != ""
	}
	if u.Scheme != "redis" && u.Scheme != "rediss" || u.Hostname() == "" || strings.Contains(u.Host, ",") {
		return false
	}
	database := strings.Trim(u.Path, "/")
	_, err = strconv.ParseUint(database, 10, 16)
	return database == "" || err == nil
}

func holdsLogin(redisURL string) bool {
	u, err := url.Parse(redisURL)
	return err == nil && u.User != nil
}

func isNoAddress(addr string) bool {
	host, port, err := net.SplitHostPort(addr)
	if err != nil || strings.ContainsAny(host, "/@ ") {
		return true
	}
	_, err = strconv.ParseUint(port, 10, 16)
	return err != nil
}

func isLoopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	return err == nil && (host == "localhost" || net.ParseIP(host).IsLoopback())
}
