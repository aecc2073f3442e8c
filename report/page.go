package report

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"strings"
	"time"

	"mtalab/internal/result"
)

// pageFiles are the parts of the page. The scripts are one script: they are joined in the order of their
// names.
//
//go:embed page
var pageFiles embed.FS

// pageData is what the page is told.
type pageData struct {
	Runs  []result.Run    `json:"runs"`
	Rules map[string]Rule `json:"rules"` // those that the runs speak of
}

// page is one HTML file that asks nobody for anything: its style, its script and its data stand in it. The
// data are compressed, which makes them twenty times smaller, and base64, in which nothing can be taken
// for HTML; the script puts texts into the page as texts only.
func page(runs []result.Run) ([]byte, error) {
	data, err := packed(pageData{Runs: withoutStories(runs), Rules: rulesOf(runs)})
	if err != nil {
		return nil, err
	}
	style, err := joined("page/*.css")
	if err != nil {
		return nil, err
	}
	script, err := joined("page/*.js")
	if err != nil {
		return nil, err
	}
	layout, err := template.ParseFS(pageFiles, "page/index.html")
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = layout.Execute(&out, map[string]any{
		"Title":  title(runs),
		"Counts": summaries(runs),
		"Policy": policy(style, script),
		"Style":  template.CSS(style),
		"Script": template.JS(script),
		"Data":   template.HTML(data),
	})
	return out.Bytes(), err
}

// packed is a value as JSON, compressed, in base64.
func packed(value any) (string, error) {
	var compressed bytes.Buffer
	compressor, err := gzip.NewWriterLevel(&compressed, gzip.BestCompression)
	if err != nil {
		return "", err
	}
	if err := json.NewEncoder(compressor).Encode(value); err != nil {
		return "", err
	}
	if err := compressor.Close(); err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(compressed.Bytes()), nil
}

func joined(pattern string) (string, error) {
	names, err := fs.Glob(pageFiles, pattern)
	if err != nil {
		return "", err
	}
	var all strings.Builder
	for _, name := range names {
		content, err := pageFiles.ReadFile(name)
		if err != nil {
			return "", err
		}
		all.Write(content)
	}
	return all.String(), nil
}

// policy is the page's security policy: nothing is fetched, and nothing runs but the one script.
func policy(style, script string) string {
	return fmt.Sprintf("default-src 'none'; img-src data:; style-src '%s'; script-src '%s'", hash(style), hash(script))
}

// hash is how the page's security policy names the one script, and the one style, that it may have.
func hash(content string) string {
	sum := sha256.Sum256([]byte(content))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

func title(runs []result.Run) string {
	var senders []string
	for _, run := range runs {
		senders = append(senders, run.Sender)
	}
	return "mtalab: " + strings.Join(senders, ", ")
}

func summaries(runs []result.Run) []string {
	var all []string
	for _, run := range runs {
		all = append(all, fmt.Sprintf("%s, %s: %s", run.Sender, run.Started.Format(time.DateTime), run.Summary()))
	}
	return all
}

// rulesOf are the rules that scenarios have as tags or that decided something.
func rulesOf(runs []result.Run) map[string]Rule {
	known := map[string]Rule{}
	for rule := range Rules() {
		known[rule.ID] = rule
	}
	used := map[string]bool{}
	for _, run := range runs {
		for _, scenario := range run.Scenarios {
			for _, tag := range scenario.Tags {
				used[strings.TrimPrefix(tag, "@")] = true
			}
			if scenario.Detail != nil {
				for _, event := range scenario.Detail.Trail {
					used[event.Rule] = true
				}
			}
		}
	}
	maps.DeleteFunc(known, func(id string, _ Rule) bool { return !used[id] })
	return known
}
