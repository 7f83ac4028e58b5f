using ActiveLearning.Learning.Features;

namespace ActiveLearning.Learning.Acquisition;

/// <summary>Rows that have a place in embedding space.</summary>
internal static class EncodedRows
{
    /// <summary>Returns a random draw of at most <paramref name="size"/> rows whose embedding is there and not zero, in random order.</summary>
    public static List<int> Sample(FeatureBlock features, ReadOnlySpan<int> rows, int size, Random random)
    {
        var encoded = new List<int>(rows.Length);
        foreach (var row in rows)
        {
            if (features.HasPlace(row))
            {
                encoded.Add(row);
            }
        }

        var count = Math.Min(size, encoded.Count);
        for (var i = 0; i < count; i++)
        {
            var other = random.Next(i, encoded.Count);
            (encoded[i], encoded[other]) = (encoded[other], encoded[i]);
        }

        encoded.RemoveRange(count, encoded.Count - count);
        return encoded;
    }
}
