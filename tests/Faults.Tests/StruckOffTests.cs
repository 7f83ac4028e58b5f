using ActiveLearning.Harness;
using Npgsql;

namespace ActiveLearning.Faults.Tests;

/// <summary>Silos that the others take for dead although they live: what they still try to write is checked by the ledger, and they come back by themselves.</summary>
public sealed class StruckOffTests(SharedCluster shared) : SharedClusterTests(shared)
{
    private const string Silo = "silo-3";

    /// <summary>From the last message of a silo to its end, at most: a busy machine takes its time.</summary>
    private static readonly TimeSpan Noticed = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_silo_paused_for_longer_than_its_sentence_does_no_harm_and_comes_back()
    {
        var seed = FaultSeed.For(nameof(A_silo_paused_for_longer_than_its_sentence_does_no_harm_and_comes_back), 201);
        await LabelledThroughout.ExpectAsync(Cluster, "paused", seed, async crowd =>
        {
            var process = Cluster.ProcessIdOf(Silo);
            var paused = TimeProvider.System.GetUtcNow();
            await Cluster.PauseAsync(Silo);
            await UntilMembershipAsync("the paused silo is struck off", status => status == Dead);
            Console.WriteLine($"{Silo} paused: struck off after {(TimeProvider.System.GetUtcNow() - paused).TotalSeconds:F1} s");

            await Cluster.ResumeAsync(Silo);
            await UntilOtherProcessServesAsync(process);
            await LabelledThroughout.UntilServedAsync(crowd);
        });
    }

    [NamespaceFact]
    public async Task A_silo_cut_off_from_the_others_but_not_from_the_database_does_no_harm_and_comes_back()
    {
        var seed = FaultSeed.For(nameof(A_silo_cut_off_from_the_others_but_not_from_the_database_does_no_harm_and_comes_back), 202);
        await LabelledThroughout.ExpectAsync(Cluster, "cut-off", seed, async crowd =>
        {
            var versions = await GenerationsAsync();
            await Cluster.CutAsync(Silo);
            await LabelledThroughout.UntilServedAsync(crowd);
            await UntilAsync("somebody is struck off", async () => (await GenerationsAsync()).Any(silo => silo.Value == Dead && versions.GetValueOrDefault(silo.Key) != Dead));

            await Cluster.HealAsync(Silo);
            await UntilAsync("three silos are members again", async () => (await GenerationsAsync()).Count(silo => silo.Value == Active) == 3);
            await LabelledThroughout.UntilServedAsync(crowd);
        });
    }

    [Fact]
    public async Task A_silo_struck_off_while_it_starts_is_started_again()
    {
        await Cluster.StopAsync(Silo);
        await using var connection = await OpenAsync();
        await using var strikeOff = new NpgsqlCommand(StrikingOffTheFirst(Cluster.SiloPortOf(Silo)), connection);
        await strikeOff.ExecuteNonQueryAsync();

        await Cluster.StartPartAsync(Silo);

        await using var struck = new NpgsqlCommand("DROP TRIGGER strike_off ON orleans.orleansmembershiptable; SELECT count(*) FROM public.struck_off", connection);
        Assert.Equal(1L, await struck.ExecuteScalarAsync());
        await UntilMembershipAsync("the silo is a member", status => status == Active);
    }

    private const int Active = 3;
    private const int Dead = 6;

    private Task UntilOtherProcessServesAsync(int process) =>
        UntilAsync("the silo serves in another process", async () => await Cluster.IsReadyAsync(Silo) && Cluster.ProcessIdOf(Silo) != process);

    /// <summary>The newest member at the silo's address.</summary>
    private Task UntilMembershipAsync(string what, Func<int, bool> holds) => UntilAsync(what, async () =>
    {
        var port = Cluster.SiloPortOf(Silo);
        var newest = (await GenerationsAsync()).Where(silo => silo.Key.Port == port).OrderByDescending(silo => silo.Key.Generation).First();
        return holds(newest.Value);
    });

    private static async Task UntilAsync(string what, Func<Task<bool>> holds)
    {
        using var deadline = new CancellationTokenSource(Noticed + Noticed);
        await Wait.UntilAsync(holds, what, deadline.Token);
    }

    private async Task<Dictionary<(int Port, int Generation), int>> GenerationsAsync()
    {
        await using var connection = await OpenAsync();
        await using var read = new NpgsqlCommand("SELECT port, generation, status FROM orleans.orleansmembershiptable", connection);
        await using var rows = await read.ExecuteReaderAsync();
        var found = new Dictionary<(int Port, int Generation), int>();
        while (await rows.ReadAsync())
        {
            found[(rows.GetInt32(0), rows.GetInt32(1))] = rows.GetInt32(2);
        }

        return found;
    }

    // As another silo would do it once the joining one has written its row: that says dead, and the table's version moves on. Whoever polls for the row may come too late.
    private static string StrikingOffTheFirst(int port) =>
        $"""
        CREATE TABLE public.struck_off (generation int);
        CREATE FUNCTION public.strike_off() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.port = {port} AND NEW.status < {Active} AND NOT EXISTS (SELECT FROM public.struck_off) THEN
                INSERT INTO public.struck_off VALUES (NEW.generation);
                UPDATE orleans.orleansmembershiptable SET status = {Dead} WHERE port = NEW.port AND generation = NEW.generation;
                UPDATE orleans.orleansmembershipversiontable SET version = version + 1, timestamp = now();
            END IF;
            RETURN NULL;
        END $$;
        CREATE CONSTRAINT TRIGGER strike_off AFTER INSERT ON orleans.orleansmembershiptable
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.strike_off();
        """;

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(Cluster.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}
