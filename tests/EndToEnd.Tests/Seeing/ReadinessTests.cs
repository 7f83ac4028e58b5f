using System.Net;
using ActiveLearning.EndToEnd.Tests.Api;
using ActiveLearning.Harness;

namespace ActiveLearning.EndToEnd.Tests.Seeing;

/// <summary>Readiness while the ledger is away.</summary>
[Collection(nameof(OneProcessAtATime))]
public sealed class ReadinessTests
{
    [Fact]
    public async Task A_silo_whose_database_is_gone_is_alive_and_not_ready_until_it_is_back()
    {
        using var server = new PostgresServer();
        var connectionString = await server.CreateDatabaseAsync();
        await using var silo = await SiloProcess.StartAsync(arguments: ["--Ledger:Provider=postgresql", $"--Ledger:ConnectionString={connectionString}"]);
        using var http = new HttpClient { BaseAddress = silo.Url };

        server.StopImmediately();
        using var refused = await http.GetAsync("/health/ready");
        using var live = await http.GetAsync("/health/live");
        server.Start();

        Assert.NotNull(refused.Headers.RetryAfter);
        await OneSilo.ProblemAsync(refused, HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await Wait.UntilAsync(
            async () =>
            {
                using var answer = await http.GetAsync("/health/ready");
                return answer.IsSuccessStatusCode;
            },
            "it is ready again",
            deadline.Token);
    }
}
