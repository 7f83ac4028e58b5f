using System.Collections.Concurrent;
using ActiveLearning.Learning.Encoding;
using ActiveLearning.Ledger;
using ActiveLearning.Ledger.Vectors;

namespace ActiveLearning.Grains.Encoding;

/// <summary>An LSA with its number.</summary>
/// <param name="Row">What the ledger says of it.</param>
/// <param name="Lsa">The LSA, ready to embed.</param>
public sealed record NumberedLsa(PoolLsaRow Row, PoolLsa Lsa);

/// <summary>The LSA of each project on this silo, loaded once whoever asks. The newest in the ledger is in force, so all silos embed alike.</summary>
public sealed class PoolLsas(ILedger ledger, EncodingLane encoding)
{
    private readonly ConcurrentDictionary<int, NumberedLsa> _newest = new();

    /// <summary>The newest that this silo has loaded; null while there is none.</summary>
    public NumberedLsa? Current(int projectKey) => _newest.GetValueOrDefault(projectKey);

    /// <summary>Asks the ledger for a newer one and returns what is then the newest.</summary>
    public async Task<NumberedLsa?> RenewAsync(int projectKey, CancellationToken cancellationToken)
    {
        // Another encoder's embeddings have another length, and other texts that it can't read; another build's LSA may be stored in another form.
        while (await ledger.Vectors.FindPoolLsaAsync(projectKey, cancellationToken) is { } row && row.EncoderVersion == encoding.UnreadVersion
            && !(Current(projectKey)?.Row.Number >= row.Number))
        {
            // Null when a newer one has taken its place meanwhile.
            if (await ledger.Vectors.ReadPoolLsaAsync(projectKey, row.Number, cancellationToken) is { } artefact)
            {
                var read = new NumberedLsa(row, await Task.Run(() => PoolLsa.Unpack(artefact, encoding.Dimensions), cancellationToken));
                return _newest.AddOrUpdate(projectKey, read, (_, known) => known.Row.Number > row.Number ? known : read);
            }
        }

        return Current(projectKey);
    }

    /// <summary>Names what embeds a project's texts, for a model version's lineage: heads of different names must be fitted anew.</summary>
    public string VersionOf(int projectKey) => Current(projectKey) is { } lsa ? $"{encoding.EncoderVersion}+lsa-{lsa.Row.Number}" : encoding.EncoderVersion;
}
