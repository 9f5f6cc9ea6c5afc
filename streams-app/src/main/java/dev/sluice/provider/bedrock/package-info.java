/** Amazon Bedrock's Converse API. */
package dev.sluice.provider.bedrock;
