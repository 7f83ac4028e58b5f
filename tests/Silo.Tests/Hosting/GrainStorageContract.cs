using System.Net;
using System.Net.Sockets;
using ActiveLearning.Grains;
using ActiveLearning.Silo.Hosting.GrainStorage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace ActiveLearning.Silo.Tests.Hosting;

/// <summary>What Orleans' grain storage promises, on each database.</summary>
public abstract class GrainStorageContract : IAsyncLifetime
{
    private const string StateName = "state";

    private IHost _host = null!;

    private IGrainStorage Storage => _host.Services.GetRequiredKeyedService<IGrainStorage>(AdoNetStorage.Name);

    public virtual async Task InitializeAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(FreePort(), gatewayPort: 0, primarySiloEndpoint: null, serviceId: "tests", clusterId: "tests");
            AddStorage(silo);
        });
        _host = builder.Build();
        await _host.StartAsync();
    }

    public virtual async Task DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    [Fact]
    public async Task Of_many_first_writes_at_once_one_wins_and_the_others_are_told()
    {
        var grain = GrainId.Create("project", "p");

        var failures = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => Record.ExceptionAsync(() => WriteAsync(grain, new GrainState<List<string>>([$"writer {i}"]))))));

        var winner = Assert.Single(Enumerable.Range(0, failures.Length), i => failures[i] is null);
        Assert.All(failures.Where(f => f is not null), f => Assert.IsType<InconsistentStateException>(f));
        Assert.Equal(1L, await CountRowsAsync());
        Assert.Equal([$"writer {winner}"], (await ReadAsync(grain)).State);
    }

    [Fact]
    public async Task A_write_from_an_old_version_is_refused_and_changes_nothing()
    {
        var grain = GrainId.Create("project", "p");
        var first = new GrainState<List<string>>(["first"]);
        await WriteAsync(grain, first);
        var old = await ReadAsync(grain);
        first.State = ["second"];
        await WriteAsync(grain, first);

        old.State = ["late"];
        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(grain, old));
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.ClearStateAsync(StateName, grain, old));

        Assert.Equal(["second"], (await ReadAsync(grain)).State);
    }

    [Fact]
    public async Task What_was_cleared_is_gone_and_can_be_written_anew()
    {
        var grain = GrainId.Create("project", "p");
        var state = new GrainState<List<string>>(["first"]);
        await WriteAsync(grain, state);

        await Storage.ClearStateAsync(StateName, grain, state);
        var cleared = await ReadAsync(grain);
        Assert.False(cleared.RecordExists);
        cleared.State = ["anew"];
        await WriteAsync(grain, cleared);

        Assert.Equal(["anew"], (await ReadAsync(grain)).State);
        Assert.Equal(1L, await CountRowsAsync());
    }

    [Fact]
    public async Task Ids_that_look_like_numbers_stay_apart()
    {
        // Orleans reads a bare "0a" as the number 10, which would make it one with "a"; the prefixes of GrainKeys keep it from doing so.
        string[] ids = ["a", "A", "0a", "00a", "10", "010", "0x10", "deadbeef", "DEADBEEF", "-1", "1", "01", "ffffffffffffffff", "3f2504e04f8941d39a0c0305e82c3301"];
        string[] keys = [.. ids.Select(GrainKeys.Project), .. ids.Select(id => GrainKeys.Annotator("p", id)), .. ids.Select(id => GrainKeys.Annotator(id, "a"))];
        keys = [.. keys.Distinct()];
        foreach (var key in keys)
        {
            await WriteAsync(GrainId.Create("g", key), new GrainState<List<string>>([key]));
            await WriteAsync(GrainId.Create("g", key), new GrainState<List<string>>(["other", key]), "other");
        }

        foreach (var key in keys)
        {
            Assert.Equal([key], (await ReadAsync(GrainId.Create("g", key))).State);
            Assert.Equal(["other", key], (await ReadAsync(GrainId.Create("g", key), "other")).State);
        }

        Assert.Equal(2L * keys.Length, await CountRowsAsync());
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private Task WriteAsync(GrainId grain, GrainState<List<string>> state, string name = StateName) => Storage.WriteStateAsync(name, grain, state);

    private async Task<GrainState<List<string>>> ReadAsync(GrainId grain, string name = StateName)
    {
        var state = new GrainState<List<string>>();
        await Storage.ReadStateAsync(name, grain, state);
        return state;
    }

    /// <summary>Adds the storage under test.</summary>
    private protected abstract void AddStorage(ISiloBuilder silo);

    /// <summary>Rows that are stored.</summary>
    private protected abstract Task<object?> CountRowsAsync();
}
