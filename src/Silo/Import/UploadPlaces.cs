using Microsoft.Extensions.Options;

namespace ActiveLearning.Silo.Import;

/// <summary>Places for the uploads that this silo reads at the same time. Refusing one more keeps memory bounded; each that has a place is read only as fast as it is stored.</summary>
internal sealed class UploadPlaces(IOptions<ImportOptions> options)
{
    /// <summary>Seconds after which a refused upload may come again.</summary>
    public const string RetryAfterSeconds = "5";

    private int _free = options.Value.UploadsAtOnce;

    /// <summary>Takes a place, to be given back by disposing; null while there is none.</summary>
    public IDisposable? TryTake()
    {
        if (Interlocked.Decrement(ref _free) >= 0)
        {
            return new Place(this);
        }

        Interlocked.Increment(ref _free);
        return null;
    }

    private sealed class Place(UploadPlaces places) : IDisposable
    {
        private UploadPlaces? _places = places;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _places, null) is { } taken)
            {
                Interlocked.Increment(ref taken._free);
            }
        }
    }
}
