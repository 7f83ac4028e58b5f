using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text;
using ActiveLearning.Contracts.Api;
using ActiveLearning.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ActiveLearning.EndToEnd.Tests.Seeing;

/// <summary>What the program sends to a collector that <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names.</summary>
[Collection(nameof(OneProcessAtATime))]
public sealed class OtlpTests
{
    private const string Text = "a-sentence-that-nobody-else-would-write";

    [Fact]
    public async Task A_collector_gets_metrics_and_traces_and_no_text()
    {
        await using var collector = await Collector.StartAsync();
        await using var silo = await SiloProcess.StartAsync(environment: new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        });
        using var client = new SiloClient(silo.Url);
        await client.CreateProjectAsync("seen", ["ham", "spam"]);
        await client.ImportAsync("seen", new LabelledTexts("seen", ["ham", "spam"], [new LabelledText("i0", Text, "ham")], []));
        using var leased = await client.Http.PostAsync(new Uri("/api/v1/projects/seen/annotators/ann/lease?count=1", UriKind.Relative), null);
        var lease = Assert.Single((await leased.Content.ReadFromJsonAsync<LeaseList>(SiloClient.Json))!.Leases);
        Assert.Equal(Text, lease.Text);
        using var submitted = await client.Http.PostAsJsonAsync("/api/v1/projects/seen/labels", new SubmitLabel(lease.LeaseId, "ham", 10), SiloClient.Json);
        Assert.True(submitted.IsSuccessStatusCode);

        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await Wait.UntilAsync(() => Task.FromResult(collector.Got("/v1/metrics", "active_learning.labels.acknowledged")), "the label is in the metrics", deadline.Token);
        await Wait.UntilAsync(() => Task.FromResult(collector.Got("/v1/traces", "ledger commit")), "its commit is in the traces", deadline.Token);
        await Wait.UntilAsync(() => Task.FromResult(collector.Got("/v1/traces", "/annotators/ann/lease")), "the request of its lease is in the traces", deadline.Token);

        Assert.True(collector.Got("/v1/traces", "active-learning"));
        Assert.False(collector.Got("/v1/metrics", Text) || collector.Got("/v1/traces", Text));
    }

    /// <summary>Keeps what it is sent; protobuf leaves strings as they are.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private readonly ConcurrentQueue<(string Path, string Body)> _sent = new();

        private Collector()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            _app = builder.Build();
            _app.Run(KeepAsync);
        }

        public string Url => _app.Urls.Single();

        public static async Task<Collector> StartAsync()
        {
            var collector = new Collector();
            await collector._app.StartAsync();
            return collector;
        }

        public bool Got(string path, string words) => _sent.Any(sent => sent.Path == path && sent.Body.Contains(words, StringComparison.Ordinal));

        public ValueTask DisposeAsync() => _app.DisposeAsync();

        private async Task KeepAsync(HttpContext context)
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            _sent.Enqueue((context.Request.Path, Encoding.Latin1.GetString(body.ToArray())));
        }
    }
}
