using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using ActiveLearning.Contracts.Api;
using ActiveLearning.Contracts.Hubs;

namespace ActiveLearning.Harness;

/// <summary>An answer that a silo acknowledged.</summary>
/// <param name="LeaseId">What was answered.</param>
/// <param name="ItemId">The item.</param>
/// <param name="Annotator">Who answered.</param>
/// <param name="Class">The answer.</param>
public sealed record AcknowledgedLabel(string LeaseId, string ItemId, string Annotator, string Class);

/// <summary>
/// Annotators who label over HTTP through whichever silos run, repeat some of their answers as a network would, and remember all that was acknowledged. For projects with an overlap of 1.
/// </summary>
public sealed class LabellingCrowd : IAsyncDisposable
{
    private const double RepeatedShare = 0.1;

    private static readonly TimeSpan AfterFailure = TimeSpan.FromMilliseconds(100);

    private readonly LocalCluster _cluster;
    private readonly string _project;
    private readonly IReadOnlyDictionary<string, string> _truth;
    private readonly TimeSpan _look;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<string, AcknowledgedLabel> _acknowledged = new();
    private readonly ConcurrentDictionary<string, (string Annotator, DateTimeOffset Until)> _held = new();
    private readonly ConcurrentQueue<string> _wrong = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _lastAnswer = new();
    private readonly ConcurrentDictionary<string, string> _notServed = new();
    private readonly Task _working;

    /// <summary>Lets people begin.</summary>
    /// <param name="cluster">Where they work.</param>
    /// <param name="project">What they label.</param>
    /// <param name="truth">Class of each item.</param>
    /// <param name="people">How many.</param>
    /// <param name="look">How long one looks at an item, on average.</param>
    /// <param name="seed">Of everything that is drawn.</param>
    /// <param name="keepToSilo">Whether each keeps to one silo while it runs, as a page does that is connected to one; else each request goes to any.</param>
    /// <param name="time">The clock.</param>
    public LabellingCrowd(
        LocalCluster cluster, string project, IReadOnlyDictionary<string, string> truth, int people, TimeSpan look, int seed, bool keepToSilo = false, TimeProvider? time = null)
    {
        _cluster = cluster;
        _project = project;
        _truth = truth;
        _look = look;
        _time = time ?? TimeProvider.System;
        Annotators = [.. Enumerable.Range(0, people).Select(i => $"person-{seed}-{i}")];
        _working = Task.WhenAll(Annotators.Select((name, i) => Task.Run(() => WorkAsync(name, new Random(seed + i), keepToSilo ? i : null))));
    }

    /// <summary>Pseudonyms.</summary>
    public IReadOnlyList<string> Annotators { get; }

    /// <summary>Acknowledged labels by number.</summary>
    public IReadOnlyDictionary<string, AcknowledgedLabel> Acknowledged => _acknowledged;

    /// <summary>Answers that break a promise: an item leased while somebody else holds it, a repeated answer with another number, a status that is no 200 or 503.</summary>
    public IReadOnlyCollection<string> Wrong => _wrong;

    /// <summary>Why each of them was last sent away, and when: what to look at where nobody is served any more.</summary>
    public IEnumerable<string> NotServed => _notServed.Select(pair => $"{pair.Key}: {pair.Value}");

    /// <summary>Waits until everybody has got an answer acknowledged after an instant.</summary>
    /// <returns>How long the last of them waited.</returns>
    /// <exception cref="TimeoutException">Somebody has not within the time; the message says who, and why they were sent away last.</exception>
    public async Task<TimeSpan> UntilAllServedAsync(DateTimeOffset after, TimeSpan within)
    {
        using var deadline = new CancellationTokenSource(within, _time);
        var first = new Dictionary<string, DateTimeOffset>();
        try
        {
            await Wait.UntilAsync(() => Task.FromResult(HaveAll()), "everybody was served again", deadline.Token);
        }
        catch (TimeoutException late)
        {
            var waiting = Annotators.Where(name => !first.ContainsKey(name)).Select(name => $"{name}: {_notServed.GetValueOrDefault(name, "not sent away")}");
            throw new TimeoutException(string.Join(Environment.NewLine, [late.Message, .. waiting]));
        }

        return first.Values.Max() - after;

        bool HaveAll()
        {
            foreach (var name in Annotators)
            {
                if (!first.ContainsKey(name) && _lastAnswer.TryGetValue(name, out var at) && at > after)
                {
                    first[name] = at;
                }
            }

            return first.Count == Annotators.Count;
        }
    }

    /// <summary>Lets people finish what they hold in hand and go.</summary>
    public async Task EndAsync()
    {
        await _end.CancelAsync();
        await _working;
    }

    /// <summary>Adds what it was told to what others of the same project were told.</summary>
    /// <param name="all">Acknowledged labels of the project by number.</param>
    /// <returns>In words, labels that both were told: nobody is to see again what they have answered.</returns>
    public IReadOnlyList<string> AddTo(IDictionary<string, AcknowledgedLabel> all)
    {
        ArgumentNullException.ThrowIfNull(all);
        var wrong = new List<string>();
        foreach (var (number, label) in _acknowledged)
        {
            if (!all.TryAdd(number, label))
            {
                wrong.Add($"label {number} was acknowledged for {all[number]} and then for {label}");
            }
        }

        return wrong;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _end.Dispose();
    }

    private async Task WorkAsync(string name, Random random, int? home)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
        http.DefaultRequestHeaders.Add("X-Api-Key", SiloProcess.AdminKey);
        while (!_end.IsCancellationRequested)
        {
            try
            {
                if (!await LabelOneAsync(http, name, random, home))
                {
                    await Task.Delay(AfterFailure, _time);
                }
            }
            catch (Exception lost) when (lost is HttpRequestException or TaskCanceledException or IOException)
            {
                // The silo died or could not serve: whatever was in flight is asked again.
                NoteNotServed(name, lost.Message);
                await Task.Delay(AfterFailure, _time);
            }
        }
    }

    private async Task<bool> LabelOneAsync(HttpClient http, string name, Random random, int? home)
    {
        using var leased = await http.PostAsync(Address(random, home, $"annotators/{name}/lease?count=1"), null);
        if (!await IsServedAsync(leased, "lease", name))
        {
            return false;
        }

        if ((await leased.Content.ReadFromJsonAsync<LeaseList>(SiloClient.Json))!.Leases is not [var lease, ..])
        {
            NoteNotServed(name, $"no lease from {leased.RequestMessage!.RequestUri!.Authority}");
            return false;
        }

        NoteHeld(lease, name);
        await Task.Delay(_look * (random.NextDouble() * 2), _time);
        var answer = new SubmitLabel(lease.LeaseId, _truth[lease.ItemId], 800);
        var label = await SubmitAsync(http, random, home, answer, name);
        if (label is null)
        {
            return false;
        }

        _held.TryRemove(lease.ItemId, out _);
        _lastAnswer[name] = _time.GetUtcNow();
        var acknowledged = new AcknowledgedLabel(lease.LeaseId, lease.ItemId, name, answer.Class!);
        if (!_acknowledged.TryAdd(label, acknowledged))
        {
            _wrong.Enqueue($"label {label} was acknowledged for {_acknowledged[label]} and then for {acknowledged}");
        }

        if (random.NextDouble() < RepeatedShare && await SubmitAsync(http, random, home, answer, name) is { } again && again != label)
        {
            _wrong.Enqueue($"a repeated answer became label {again}, not {label}");
        }

        return true;
    }

    private async Task<string?> SubmitAsync(HttpClient http, Random random, int? home, SubmitLabel answer, string name)
    {
        using var reply = await http.PostAsJsonAsync(Address(random, home, "labels"), answer, SiloClient.Json);
        return await IsServedAsync(reply, "labels", name) ? (await reply.Content.ReadFromJsonAsync<SubmitReply>(SiloClient.Json))!.LabelId : null;
    }

    private void NoteHeld(LeaseView lease, string name)
    {
        var now = _time.GetUtcNow();
        if (_held.TryGetValue(lease.ItemId, out var holder) && holder.Annotator != name && holder.Until > now)
        {
            _wrong.Enqueue($"item {lease.ItemId} was given to {name} while {holder.Annotator} held it until {holder.Until:O}");
        }

        _held[lease.ItemId] = (name, lease.ExpiresAt);
    }

    private void NoteNotServed(string name, string why) => _notServed[name] = $"{_time.GetUtcNow():HH:mm:ss} {why}";

    private async Task<bool> IsServedAsync(HttpResponseMessage answer, string what, string name)
    {
        if (answer.IsSuccessStatusCode)
        {
            return true;
        }

        if (answer.StatusCode != HttpStatusCode.ServiceUnavailable || answer.Headers.RetryAfter is null)
        {
            _wrong.Enqueue($"{what}: {(int)answer.StatusCode} from {answer.RequestMessage!.RequestUri}");
        }

        NoteNotServed(name, $"{what}: {(int)answer.StatusCode} from {answer.RequestMessage!.RequestUri!.Authority}: {await answer.Content.ReadAsStringAsync()}");
        return false;
    }

    private Uri Address(Random random, int? home, string call)
    {
        var silos = _cluster.RunningSilos;
        return new Uri(_cluster.UrlOf(silos[(home ?? random.Next(silos.Count)) % silos.Count]), $"/api/v1/projects/{_project}/{call}");
    }
}
