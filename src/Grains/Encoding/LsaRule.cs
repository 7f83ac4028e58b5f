using ActiveLearning.Learning.Encoding;

namespace ActiveLearning.Grains.Encoding;

/// <summary>
/// When fitting a pool's LSA pays: as soon as there are enough texts that the encoder can't read, and again when they have grown to several times as many. While items are still being
/// encoded it waits for more, since each new fit moves vectors and has the head fitted anew.
/// </summary>
public static class LsaRule
{
    private const int TextsWhileEncoding = 1_000;
    private const int GrowthWhileEncoding = 4;
    private const int Growth = 2;

    /// <summary>Whether to fit now.</summary>
    /// <param name="unread">Pool texts that the encoder could not read.</param>
    /// <param name="before">How many there were when it was fitted last; 0 when it never was.</param>
    /// <param name="isEncoding">Whether items are still waiting for the encoder.</param>
    public static bool Pays(int unread, int before, bool isEncoding) =>
        unread >= (isEncoding ? Math.Max(TextsWhileEncoding, GrowthWhileEncoding * before) : Math.Max(PoolLsa.LeastTexts, Growth * before));
}
