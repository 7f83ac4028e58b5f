using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ActiveLearning.Silo.Identity;

/// <summary>Secrets that are shown once. 256 random bits need no salt and no slow hash: nobody can guess what they would hash.</summary>
internal static class Secrets
{
    /// <summary>A fresh secret that fits into an address.</summary>
    public static string Create() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>What is stored of a secret.</summary>
    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
