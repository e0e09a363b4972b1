// Makes a call when the file of its number is there, and tells who it was: with the config of AWS's SDK ("sdk"), or with
// that of Terraform's AWS provider and its S3 backend ("terraform").
package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"
	_ "unsafe" // for go:linkname

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
)

// The SDK's own clock.
//
//go:linkname now github.com/aws/aws-sdk-go-v2/internal/sdk.NowTime
var now func() time.Time

// ahead is now, and the seconds in the file "clock".
func ahead() time.Time {
	text, err := os.ReadFile("clock")
	must(err)
	seconds, err := time.ParseDuration(strings.TrimSpace(string(text)) + "s")
	must(err)
	return time.Now().Add(seconds)
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func load(ctx context.Context, whose string) aws.Config {
	if whose == "sdk" {
		cfg, err := config.LoadDefaultConfig(ctx)
		must(err)
		return cfg
	}
	// What the provider hands over where its block names neither keys nor a profile.
	_, cfg, found := awsbase.GetAwsConfig(ctx, &awsbase.Config{CallerName: "provider", MaxRetries: 25})
	for _, one := range found {
		panic(one.Summary() + ": " + one.Detail())
	}
	return cfg
}

func main() {
	now = ahead
	ctx := context.Background()
	client := sts.NewFromConfig(load(ctx, os.Args[1]))
	for number := 1; ; time.Sleep(20 * time.Millisecond) {
		if _, err := os.Stat("end"); err == nil {
			return
		}
		if _, err := os.Stat(fmt.Sprintf("tick-%d", number)); err != nil {
			continue
		}
		out, err := client.GetCallerIdentity(ctx, nil)
		must(err)
		fmt.Printf("%d: %s\n", number, *out.Arn)
		number++
	}
}
