using System.Globalization;
using System.IO.Hashing;

namespace ActiveLearning.Grains;

/// <summary>
/// Keys of all grains, in one place. Ids never hold a slash, so a key can be taken apart again; prefixes keep grain storage from
/// reading a key as hexadecimal digits.
/// </summary>
public static class GrainKeys
{
    private const string PartitionPrefix = "partition:";

    /// <summary>Key of the project grain and of the project's trainer.</summary>
    public static string Project(string projectId) => $"project:{projectId}";

    /// <summary>Key of an annotator within a project.</summary>
    public static string Annotator(string projectId, string annotator) => $"annotator:{projectId}/{annotator}";

    /// <summary>Key of a content item, by its dense number.</summary>
    public static string Item(string projectId, int ordinal) => string.Create(CultureInfo.InvariantCulture, $"item:{projectId}/{ordinal}");

    /// <summary>Key of a pool partition.</summary>
    public static string Partition(string projectId, int partition) => string.Create(CultureInfo.InvariantCulture, $"{PartitionPrefix}{projectId}/{partition}");

    /// <summary>Whether a key is a pool partition's.</summary>
    public static bool IsPartition(string key) => key.StartsWith(PartitionPrefix, StringComparison.Ordinal);

    /// <summary>Key of the router that serves a project's annotators on one silo.</summary>
    public static string Router(string projectId, SiloAddress silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
        return $"router:{projectId}/{silo.ToParsableString()}";
    }

    /// <summary>The silo that a key names as its grain's place (<see cref="Router"/>), or null.</summary>
    public static SiloAddress? SiloOf(string key)
    {
        var (_, silo) = Parse(key);
        return silo.Contains('@', StringComparison.Ordinal) ? SiloAddress.FromParsableString(silo) : null;
    }

    /// <summary>Key of a model version.</summary>
    public static string ModelVersion(string projectId, int version) => string.Create(CultureInfo.InvariantCulture, $"model:{projectId}/{version}");

    /// <summary>Takes a key apart into project id and the rest (empty for a project's own key).</summary>
    public static (string ProjectId, string Remainder) Parse(string key)
    {
        var start = key.IndexOf(':', StringComparison.Ordinal) + 1;
        var slash = key.IndexOf('/', start);
        return slash < 0 ? (key[start..], "") : (key[start..slash], key[(slash + 1)..]);
    }

    /// <summary>Takes a key apart whose second part is a number.</summary>
    public static (string ProjectId, int Number) ParseNumbered(string key)
    {
        var (projectId, rest) = Parse(key);
        return (projectId, int.Parse(rest, CultureInfo.InvariantCulture));
    }

    /// <summary>Partition of an item: a hash that is the same in every process, for ever.</summary>
    public static int PartitionOf(string itemId, int partitions) => (int)(XxHash3.HashToUInt64(System.Text.Encoding.UTF8.GetBytes(itemId)) % (ulong)partitions);
}
